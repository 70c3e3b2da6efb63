package apex.ops.audit.python;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// Files that a scanner of lines or of a simpler grammar reads wrongly.
final class Traps {
  static final Map<String, byte[]> ALL = new TreeMap<>();

  static {
    text(
        "strings.py",
        "x = 'import a'\ny = \"\"\"\nimport b\nfrom c import d\n\"\"\"\nimport real\n");
    text(
        "escapes.py",
        "x = 'it\\'s'; import one\ny = r'\\'\"'; import two\nz = '\\\\'; import three\n");
    text(
        "continued.py",
        "import \\\n  a.b \\\n  as c, d\nfrom e \\\n import f\nx = 1 + \\\n 2; import g\n");
    text(
        "brackets.py",
        "from a import (b,\n  c as d, # import no\n  e,\n)\nx = [\n'import f'\n]\nimport g\n");
    text(
        "semicolons.py",
        "import a; import b;import c; x = 1; from d import e, f;\nif x: import g; import h\n");
    text(
        "lazy.py",
        "def f():\n  import a\n  class C:\n    import b\n    def g(self): import c\nclass D:\n  import d\n  async def h(self):\n    import e\n");
    text(
        "typing_only.py",
        "from typing import TYPE_CHECKING\nimport typing as t\nif TYPE_CHECKING:\n  import a\nelif t.TYPE_CHECKING:\n  import b\nelse:\n  import c\nif (typing.TYPE_CHECKING): import d\nif not TYPE_CHECKING:\n  import e\nelse:\n  import f\nif TYPE_CHECKING and True:\n  import g\ndef h():\n  if TYPE_CHECKING:\n    import i\n  import j\nif TYPE_CHECKING:\n  def k():\n    import l\nif f().TYPE_CHECKING:\n  import m\nif x[0].TYPE_CHECKING:\n  import n\nif a + b.TYPE_CHECKING:\n  import o\n");
    text(
        "blocks.py",
        "try:\n  import a\nexcept (ImportError, OSError) as e:\n  import b\nelse:\n  import c\nfinally:\n  import d\nfor i in range(3):\n  import e\nelse:\n  import f\nwhile True:\n  import g\n  break\nwith open(x) as y, z: import h\nwith (open(x) as y, z,): import i\nwith (a): import j\nwith (yield_ or b)(): import k\n");
    text(
        "soft.py",
        "match = 1\nmatch.x = 2\nmatch[0]\nmatch(x)\nmatch * a, b\ncase = type = _ = 3\ntype(x)\nprint(match)\nmatch x:\n  case 1 | -2 | 3+4j:\n    import a\n  case {'k': v, **rest} if v:\n    import b\n  case Point(x=0, y=[1, *_]) as p: import c\n  case (a.b | None), *others:\n    import d\n  case _:\n    import e\nmatch (x):\n  case [a, b]: import f\nmatch -x:\n  case 'a' 'b': import g\nmatch x, *y:\n  case (): import h\nmatch: int = 3\nimport i\n");
    text(
        "formatted.py",
        "x = f'{a!r:>{w}} {{import b}} {c:%H:%M} {d[\"k\"]}'\ny = f\"\"\"{\n  e\n} import f\n\"\"\"\nz = rf'\\{g}\\d' f'\\N{EM DASH}' '{'\nimport h\nw = f'{i=}' + f'{j!=k}' + f'{(lambda: 1)()}' + f'{l:{m}.{n}}'\nimport o\nv = f'''{p['q']}'''; import r\n");
    text(
        "decorated.py",
        "@a.b(lambda x=1, *y: x)\n@c\nasync def d(e: int = 3, /, *f: str, g=4, **h) -> 'x':\n  import i\n@j\nclass K(L, metaclass=M, **n):\n  import o\n");
    text(
        "operators.py",
        "a = not b in c is not d if e else f\nx: int\ny: list[int] = [*a, *b]\nz @= 3 ** -2 @ w\nq = {**a, 'b': lambda: (yield)}\nr = [i async for i in j if i if not k for l in m]\ns = a[1:2, ::3, ...]\nif (n := 10) > 5: import t\nu = *a, b\nprint(*a, **b, c=d)\ndel a, (b), [c]\nassert a, b\nraise a from b\nv = 1if 1else 0x1F\nimport w\nlambda: (x, *y)\nx = 1_000.0e-1_0j + .5 + 5. + 0o17 + 0b1\nx = a if b else lambda: c\nglobal_ = 1 < 2 != 3\n");
    text(
        "indents.py",
        "if 1:\n\timport a\n\tif 2:\n\t  import b\n\f\nimport c\n\f  \nclass A:\n\n    # comment at odd place\n  import d\n#\n\n  import e\nif 1:\n        import f\n# end without a line end\nimport g");
    text(
        "returns.py",
        "import a\r\nif x:\r\n  import b\r\ny = '''\r\nimport c\r\n'''\r\nimport d\r\n");
    text("old_mac.py", "import a\rif x:\r  import b\ry = '''\rimport c\r'''\rimport d\r");
    text("empty.py", "");
    text("blank.py", "\n\n   \n\t\n# only a comment");
    text(
        "relative/__init__.py",
        "from . import a\nfrom .b import c\nfrom .. import d\nfrom ..e import f\nfrom ... import g\nfrom ...h import i\n");
    text("relative/inner/__init__.py", "");
    text(
        "relative/inner/leaf.py",
        "from . import a\nfrom .. import b\nfrom ..c.d import e\nfrom .... import f\nfrom ....g import *\nfrom . . import h\nfrom .... . i import j\nfrom ..\\\n  k import l\n");
    text("plain/leaf.py", "from . import a\nfrom .b import c\nfrom .. import d\n");
    text("stars.py", "from a import *\nfrom __future__ import annotations\n");
    text("unicode.py", "import ﬁle, ｎame\nfrom µ import ª\nimport été as ñ\n");
    text("groups.py", "try:\n  import a\nexcept* ValueError:\n  import b\n");
    text("numbers.py", "x = 0_0, 00, 0., 0e1, 0xdeadbeef.real, 1j, 1.0.real, 1..real\nimport a\n");
    text("nested.py", "(".repeat(90) + "x" + ")".repeat(90) + "\nimport a\n");
    text("long.py", "x = " + "1 + ".repeat(5000) + "1\nimport a\n");
    text("elifs.py", "if 0: pass\n" + "elif 0: import a\n".repeat(300));
    text(
        "lambdas.py",
        "f = lambda *, a, b=lambda: 1, **c: a\ng = lambda a, /, b: {a: b}\nimport a\nh = [lambda: x for x in y if z]\n");
    text(
        "prose.py",
        "\"\"\"Once\nimport cycle_a\nfrom cycle_b import x\n\"\"\"\n# import cycle_c\ndef f():\n  '''import cycle_d'''\n");
    encoded(
        "latin.py", "# -*- coding: latin-1 -*-\nx = 'é'\nimport é\n", StandardCharsets.ISO_8859_1);
    encoded(
        "second_line.py",
        "#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = 'ü'\nimport a\n",
        Charset.forName("windows-1252"));
    encoded(
        "japanese.py", "# coding: shift_jis\nx = '日本'\nimport a\n", Charset.forName("Shift_JIS"));
    marked("marked.py", "import a\n");
    marked("marked_and_declared.py", "# coding: utf-8\nimport a\n");
    // not Python, by the oracle too
    text("broken/open.py", "import a\nf(\n");
    text("broken/quote.py", "x = 'abc\nimport a\n");
    text("broken/dedent.py", "if x:\n    a\n  b\n");
    text("broken/tabs.py", "if x:\n        a\n\tb\n");
    text("broken/two.py", "print 'hello'\n");
    text("broken/octal.py", "x = 0777\n");
    text("broken/zero.py", "x = 1\0\n");
    text("broken/bytes.py", "x = '\u00e9'\n", StandardCharsets.ISO_8859_1);
    text("broken/header.py", "def f(:\n  pass\n");
    text("broken/block.py", "def f():\nimport a\n");
    text("broken/bracket.py", "x = (1]\n");
    text("broken/from.py", "from a import\nfrom b import ()\n");
    text("broken/trailing.py", "from a import b,\n");
  }

  private Traps() {}

  private static void text(String path, String source) {
    text(path, source, StandardCharsets.UTF_8);
  }

  private static void text(String path, String source, Charset charset) {
    ALL.put(path, source.getBytes(charset));
  }

  private static void encoded(String path, String source, Charset charset) {
    ALL.put(path, source.getBytes(charset));
  }

  private static void marked(String path, String source) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
    bytes.writeBytes(source.getBytes(StandardCharsets.UTF_8));
    ALL.put(path, bytes.toByteArray());
  }
}

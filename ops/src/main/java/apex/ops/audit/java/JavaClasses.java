package apex.ops.audit.java;

import apex.ops.audit.facts.FileFacts;
import apex.ops.audit.facts.Import;
import apex.ops.audit.facts.ImportKind;
import apex.ops.audit.facts.Language;
import apex.ops.audit.facts.Watch;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Java class files: every class another one names, with the first line that does.
public final class JavaClasses implements Language {
  private static final Pattern TYPE = Pattern.compile("L([\\w/$]+);");

  @Override
  public String name() {
    return "class";
  }

  @Override
  public boolean reads(String fileName) {
    return fileName.endsWith(".class") && !fileName.equals("module-info.class");
  }

  @Override
  public Reader reader(Watch watch) {
    return (name, bytes, length) -> {
      try {
        return facts(ClassFile.of().parse(Arrays.copyOf(bytes, length)));
      } catch (IllegalArgumentException broken) {
        return FileFacts.unreadable(1, "it is not a class file: " + broken.getMessage());
      }
    };
  }

  private static FileFacts facts(ClassModel model) {
    var lines = new TreeMap<String, Integer>();
    for (var method : model.methods()) method.code().ifPresent(code -> lines(code, lines));
    for (var entry : model.constantPool()) {
      if (entry instanceof ClassEntry type) add(lines, type.asInternalName(), 1);
      // types of fields, parameters and results stand in the pool as text alone
      if (entry instanceof Utf8Entry text && text.stringValue().indexOf(';') > 0) {
        var types = TYPE.matcher(text.stringValue());
        while (types.find()) add(lines, types.group(1), 1);
      }
    }
    var own = model.thisClass().asInternalName();
    lines.keySet().removeIf(name -> outer(name).equals(outer(own)));
    var imports = lines.entrySet().stream().map(JavaClasses::fact).toList();
    return new FileFacts(
        imports,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(package_(own), outer(own)),
        false,
        Optional.empty());
  }

  private static void lines(CodeModel code, Map<String, Integer> lines) {
    int line = 1;
    for (var element : code)
      switch (element) {
        case LineNumber number -> line = number.line();
        case InvokeInstruction call -> add(lines, call.owner().asInternalName(), line);
        case FieldInstruction field -> add(lines, field.owner().asInternalName(), line);
        case NewObjectInstruction made -> add(lines, made.className().asInternalName(), line);
        default -> {}
      }
  }

  private static void add(Map<String, Integer> lines, String name, int line) {
    if (!name.startsWith("[") && name.indexOf('/') > 0)
      lines.merge(
          name, line, (old, other) -> old == 1 ? other : other == 1 ? old : Math.min(old, other));
  }

  private static Import fact(Map.Entry<String, Integer> entry) {
    var name = outer(entry.getKey());
    return new Import(
        entry.getValue(),
        ImportKind.EAGER,
        0,
        package_(name),
        name.substring(name.lastIndexOf('/') + 1),
        "",
        false);
  }

  private static String outer(String name) {
    var dollar = name.indexOf('$');
    return dollar < 0 ? name : name.substring(0, dollar);
  }

  private static String package_(String name) {
    var slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash).replace('/', '.');
  }
}

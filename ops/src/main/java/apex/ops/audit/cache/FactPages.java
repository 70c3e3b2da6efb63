package apex.ops.audit.cache;

import apex.ops.audit.facts.ArgumentKind;
import apex.ops.audit.facts.CallFact;
import apex.ops.audit.facts.ClassFacts;
import apex.ops.audit.facts.Definition;
import apex.ops.audit.facts.DefinitionKind;
import apex.ops.audit.facts.FileFacts;
import apex.ops.audit.facts.Import;
import apex.ops.audit.facts.ImportKind;
import apex.ops.audit.facts.Mark;
import apex.ops.audit.facts.MarkKind;
import apex.ops.audit.facts.Sketch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Facts as pages.
final class FactPages {
  private static final ImportKind[] IMPORTS = ImportKind.values();
  private static final DefinitionKind[] DEFINITIONS = DefinitionKind.values();
  private static final ArgumentKind[] ARGUMENTS = ArgumentKind.values();
  private static final MarkKind[] MARKS = MarkKind.values();

  private FactPages() {}

  static void write(FileFacts facts, Pages.Writer out) {
    list(
        facts.imports(),
        out,
        (one, to) ->
            to.number(one.line())
                .number(one.kind().ordinal())
                .number(one.dots())
                .text(one.module())
                .text(one.name())
                .text(one.alias())
                .number(one.guarded() ? 1 : 0));
    list(facts.definitions(), out, FactPages::definition);
    list(facts.classes(), out, FactPages::type);
    list(
        facts.calls(),
        out,
        (one, to) -> {
          to.number(one.line())
              .text(one.callee())
              .number(one.argument().ordinal())
              .text(one.text());
          texts(one.keywords(), to);
        });
    list(
        facts.marks(),
        out,
        (one, to) ->
            to.number(one.kind().ordinal())
                .number(one.line())
                .text(one.subject())
                .text(one.detail()));
    texts(facts.names(), out);
    out.number(facts.dynamic() ? 1 : 0).number(facts.unreadable().isPresent() ? 1 : 0);
    facts.unreadable().ifPresent(why -> out.number(why.line()).text(why.reason()));
  }

  static FileFacts read(Pages.Reader in) {
    return new FileFacts(
        list(
            in,
            from ->
                new Import(
                    from.small(),
                    IMPORTS[from.small()],
                    from.small(),
                    from.text(),
                    from.text(),
                    from.text(),
                    from.small() == 1)),
        list(in, FactPages::definition),
        list(in, FactPages::type),
        list(
            in,
            from ->
                new CallFact(
                    from.small(), from.text(), ARGUMENTS[from.small()], from.text(), texts(from))),
        list(in, from -> new Mark(MARKS[from.small()], from.small(), from.text(), from.text())),
        texts(in),
        in.small() == 1,
        in.small() == 1
            ? Optional.of(new FileFacts.Unreadable(in.small(), in.text()))
            : Optional.empty());
  }

  private static void definition(Definition one, Pages.Writer to) {
    to.number(one.kind().ordinal())
        .text(one.name())
        .number(one.line())
        .text(one.detail())
        .number(one.size());
    to.number(one.sketch().hashes().length);
    for (var hash : one.sketch().hashes()) to.number(hash);
    texts(one.members(), to);
  }

  private static Definition definition(Pages.Reader from) {
    var kind = DEFINITIONS[from.small()];
    var name = from.text();
    var line = from.small();
    var detail = from.text();
    var size = from.small();
    var hashes = new int[from.small()];
    for (int i = 0; i < hashes.length; i++) hashes[i] = from.small();
    return new Definition(kind, name, line, detail, size, new Sketch(hashes), texts(from));
  }

  private static void type(ClassFacts one, Pages.Writer to) {
    to.text(one.name()).number(one.line());
    texts(one.bases(), to);
    to.number(one.open() ? 1 : 0);
    texts(one.methods(), to);
    texts(one.entered(), to);
    texts(one.called(), to);
    list(one.stores(), to, (store, out) -> out.text(store.method()).text(store.attribute()));
    list(
        one.uses(),
        to,
        (use, out) -> out.text(use.method()).text(use.attribute()).number(use.line()));
  }

  private static ClassFacts type(Pages.Reader from) {
    return new ClassFacts(
        from.text(),
        from.small(),
        texts(from),
        from.small() == 1,
        texts(from),
        texts(from),
        texts(from),
        list(from, in -> new ClassFacts.Store(in.text(), in.text())),
        list(from, in -> new ClassFacts.Use(in.text(), in.text(), in.small())));
  }

  static <T> void list(List<T> list, Pages.Writer out, BiConsumer<T, Pages.Writer> each) {
    out.number(list.size());
    for (var one : list) each.accept(one, out);
  }

  static <T> List<T> list(Pages.Reader in, Function<Pages.Reader, T> each) {
    int size = in.small();
    if (size == 0) return List.of();
    var list = new ArrayList<T>(size);
    for (int i = 0; i < size; i++) list.add(each.apply(in));
    return list;
  }

  static void texts(List<String> list, Pages.Writer out) {
    list(list, out, (one, to) -> to.text(one));
  }

  static List<String> texts(Pages.Reader in) {
    return list(in, Pages.Reader::text);
  }
}

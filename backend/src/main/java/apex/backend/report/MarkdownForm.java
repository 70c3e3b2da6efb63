package apex.backend.report;

import apex.backend.agents.reporting.Markdown;
import apex.backend.report.Document.Section;
import java.util.List;
import java.util.stream.Collectors;

/// A report as Markdown: everything in it, charts as their sentence and the table beside them.
final class MarkdownForm {
  private final Markdown text = new Markdown();

  private MarkdownForm() {}

  static String write(Document document) {
    return new MarkdownForm().all(document);
  }

  private String all(Document document) {
    text.title(Markdown.escaped(document.title()));
    document.watermark().ifPresent(words -> text.note("**%s**".formatted(Markdown.escaped(words))));
    document.sections().forEach(this::section);
    return text.toString();
  }

  private void section(Section section) {
    text.heading(Markdown.escaped(section.title()));
    section.blocks().forEach(this::block);
  }

  private void block(Block block) {
    switch (block) {
      case Block.Words(var phrases) -> text.paragraph(written(phrases));
      case Block.Lines(var numbered, var items) -> lines(numbered, items);
      case Block.Grid grid -> grid(grid);
      case Block.Pairs(var pairs) ->
          text.bullets(
              pairs.stream()
                  .map(pair ->
                      "%s: %s".formatted(Markdown.escaped(pair.name()), written(pair.value())))
                  .toList());
      case Block.Drawing(_, var chart) -> text.paragraph(Markdown.escaped(chart.description()));
      case Block.Listing listing -> listing(listing);
      case Block.Part part -> {
        text.part(Markdown.escaped(part.title()));
        part.blocks().forEach(this::block);
      }
    }
  }

  private void lines(boolean numbered, List<List<Phrase>> items) {
    var lines = items.stream().map(MarkdownForm::written).toList();
    if (numbered) text.numbered(lines);
    else text.bullets(lines);
  }

  private void grid(Block.Grid grid) {
    text.paragraph("%s:".formatted(Markdown.escaped(grid.caption())));
    text.table(
        grid.columns().stream().map(column -> Markdown.escaped(column.name())).toList(),
        grid.rows().stream().map(row -> row.stream().map(MarkdownForm::written).toList()).toList());
  }

  private void listing(Block.Listing listing) {
    text.paragraph("%s:".formatted(Markdown.escaped(listing.name())));
    text.code("", listing.content());
  }

  /// Neighbouring proofs are written as one list: `[e3, e4]`.
  private static String written(List<Phrase> phrases) {
    return phrases.stream()
        .map(MarkdownForm::written)
        .collect(Collectors.joining())
        .replace("][", ", ");
  }

  private static String written(Phrase phrase) {
    var safe = Markdown.escaped(phrase.text());
    return switch (phrase) {
      case Phrase.Plain _ -> safe;
      case Phrase.Strong _ -> "**%s**".formatted(safe);
      case Phrase.Struck _ -> "~~%s~~".formatted(safe);
      case Phrase.Code(var code) -> code.contains("`") ? safe : "`%s`".formatted(code);
      case Phrase.Proof(var id) -> "[%s]".formatted(id);
      case Phrase.Link _ -> safe;
    };
  }
}

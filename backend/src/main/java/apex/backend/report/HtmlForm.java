package apex.backend.report;

import apex.backend.report.Document.Section;
import java.util.List;

/// A report as one HTML page that stands alone: nothing in it runs, nothing is fetched. Also
/// well-formed XML, so that a strict reader can check it.
final class HtmlForm {
  private final Markup page = new Markup();

  private HtmlForm() {}

  static String write(Document document) {
    return "<!DOCTYPE html>\n" + new HtmlForm().all(document) + "\n";
  }

  private Markup all(Document document) {
    page.open("html", "lang", "en");
    head(document);
    page.open("body").open("main");
    page.leaf("h1", document.title());
    document.watermark().ifPresent(this::watermark);
    contents(document.sections());
    document.sections().forEach(this::section);
    document.watermark().ifPresent(this::watermark);
    return page.close("main").close("body").close("html");
  }

  private void head(Document document) {
    page.open("head");
    page.empty("meta", "charset", "utf-8");
    page.empty("meta", "http-equiv", "Content-Security-Policy", "content", Style.POLICY);
    page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    page.empty("meta", "name", "referrer", "content", "no-referrer");
    page.leaf("title", document.title());
    page.sheet(Style.SHEET);
    page.close("head").newLine();
  }

  private void watermark(String words) {
    page.leaf("p", words, "class", "sample").newLine();
  }

  private void contents(List<Section> sections) {
    page.open("nav", "aria-label", "Contents").open("ul");
    for (var section : sections)
      page.open("li").leaf("a", section.title(), "href", "#" + section.id()).close("li");
    page.close("ul").close("nav").newLine();
  }

  private void section(Section section) {
    page.open("section", "aria-labelledby", section.id());
    page.leaf("h2", section.title(), "id", section.id()).newLine();
    section.blocks().forEach(this::block);
    page.close("section").newLine();
  }

  private void block(Block block) {
    switch (block) {
      case Block.Words(var phrases) -> within("p", phrases);
      case Block.Lines(var numbered, var items) -> {
        var list = numbered ? "ol" : "ul";
        page.open(list);
        items.forEach(item -> within("li", item));
        page.close(list);
      }
      case Block.Grid grid -> grid(grid);
      case Block.Pairs(var pairs) -> {
        page.open("dl");
        for (var pair : pairs) {
          page.leaf("dt", pair.name());
          within("dd", pair.value());
        }
        page.close("dl");
      }
      case Block.Drawing(var id, var chart) -> Drawings.draw(page, id, chart);
      case Block.Listing listing -> {
        page.leaf("p", listing.name(), "class", "file");
        page.open("pre").leaf("code", listing.content()).close("pre");
      }
      case Block.Part part -> part(part);
    }
    page.newLine();
  }

  /// The link's target lies inside of what is folded, so that following it opens it.
  private void part(Block.Part part) {
    if (part.folded()) {
      page.open("details").open("summary").leaf("h3", part.title()).close("summary");
      page.open("div", "id", part.id());
    } else page.open("div", "id", part.id()).leaf("h3", part.title());
    part.blocks().forEach(this::block);
    page.close("div");
    if (part.folded()) page.close("details");
  }

  private void grid(Block.Grid grid) {
    if (grid.folded()) page.open("details").leaf("summary", "As a table");
    page.open("div", "class", "box").open("table").leaf("caption", grid.caption());
    page.open("thead").open("tr");
    for (var column : grid.columns()) heading(column);
    page.close("tr").close("thead").open("tbody");
    for (var row : grid.rows()) row(grid.columns(), row);
    page.close("tbody").close("table").close("div");
    if (grid.folded()) page.close("details");
  }

  private void heading(Block.Column column) {
    var name = column.name().isEmpty() ? "Id" : column.name();
    if (column.number()) page.leaf("th", name, "scope", "col", "class", "number");
    else page.leaf("th", name, "scope", "col");
  }

  private void row(List<Block.Column> columns, List<List<Phrase>> row) {
    page.open("tr");
    for (int i = 0; i < row.size(); i++) {
      var element = i == 0 ? "th" : "td";
      if (i == 0) page.open(element, "scope", "row");
      else if (columns.get(i).number()) page.open(element, "class", "number");
      else page.open(element);
      row.get(i).forEach(this::phrase);
      page.close(element);
    }
    page.close("tr").newLine();
  }

  private void within(String element, List<Phrase> phrases) {
    page.open(element);
    phrases.forEach(this::phrase);
    page.close(element);
  }

  private void phrase(Phrase phrase) {
    switch (phrase) {
      case Phrase.Plain(var text) -> page.text(text);
      case Phrase.Strong(var text) -> page.leaf("strong", text);
      case Phrase.Struck(var text) -> page.leaf("s", text);
      case Phrase.Code(var text) -> page.leaf("code", text);
      case Phrase.Proof(var id) -> page.leaf("a", id, "href", "#" + id, "class", "proof");
      case Phrase.Link(var text, var target) -> page.leaf("a", text, "href", "#" + target);
    }
  }
}

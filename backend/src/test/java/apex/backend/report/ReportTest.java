package apex.backend.report;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One answer in four forms: whole, the same each time, and harmless whatever the usage was called.
class ReportTest {
  private static final Pattern UNESCAPED = Pattern.compile("(?<!\\\\)(\\]\\(|<script)");
  private final Answered answered = new HostileAnswer(true).answered();

  @ParameterizedTest
  @EnumSource(ReportForm.class)
  void theSameAnswerIsTheSameBytes(ReportForm form) {
    assertThat(Report.write(new HostileAnswer(true).answered(), form))
        .isEqualTo(Report.write(answered, form));
  }

  @ParameterizedTest
  @EnumSource(ReportForm.class)
  void aSampleIsMarkedAndNothingElseIs(ReportForm form) {
    assertThat(text(form)).containsPattern("(?i)sample workspace|,true\r\n|\"sample\":true");
    assertThat(written(new HostileAnswer(false).answered(), form))
        .doesNotContainPattern("(?i)sample workspace|,true\r\n|\"sample\":true");
  }

  @Test
  void thePageHoldsNothingThatRunsOrIsFetched() throws Exception {
    for (var element : elements()) {
      assertThat(element.getTagName())
          .isNotIn("script", "link", "img", "iframe", "object", "embed", "form", "image", "use");
      var attributes = element.getAttributes();
      for (int i = 0; i < attributes.getLength(); i++) {
        var name = attributes.item(i).getNodeName();
        assertThat(name).doesNotStartWith("on").isNotIn("src", "style", "srcset", "xlink:href");
        if (name.equals("href")) assertThat(attributes.item(i).getNodeValue()).startsWith("#");
      }
    }
    assertThat(Style.SHEET).doesNotContain("url(", "@import", "<", "&");
  }

  @Test
  void thePolicyAllowsItsOwnStyleAndNothingElse() throws Exception {
    var style = elements("style").getFirst().getTextContent();
    var hash = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
    assertThat(elements("meta"))
        .filteredOn(meta -> meta.getAttribute("http-equiv").equals("Content-Security-Policy"))
        .singleElement()
        .satisfies(meta ->
            assertThat(meta.getAttribute("content"))
                .startsWith("default-src 'none';")
                .contains("'sha256-%s'".formatted(Base64.getEncoder().encodeToString(hash)))
                .doesNotContain("unsafe"));
  }

  @Test
  void everyLinkOfThePageHasItsTarget() throws Exception {
    var ids = new HashSet<String>();
    for (var element : elements())
      if (element.hasAttribute("id"))
        assertThat(ids.add(element.getAttribute("id"))).as(element.getAttribute("id")).isTrue();
    for (var link : elements("a")) assertThat(ids).contains(link.getAttribute("href").substring(1));
  }

  @Test
  void everyChartSaysInWordsWhatItShows() throws Exception {
    assertThat(elements("svg")).hasSize(4);
    for (var chart : elements("svg")) {
      var ids = chart.getAttribute("aria-labelledby").split(" ");
      assertThat(chart.getAttribute("role")).isEqualTo("img");
      for (var id : ids)
        assertThat(elements())
            .filteredOn(element -> element.getAttribute("id").equals(id))
            .singleElement()
            .satisfies(said -> assertThat(said.getTextContent()).isNotBlank());
    }
    for (var heading : elements("th")) assertThat(heading.getAttribute("scope")).isNotEmpty();
    for (var table : elements("table"))
      assertThat(table.getElementsByTagName("caption").getLength()).isEqualTo(1);
  }

  @Test
  void theWaterfallEndsAtWhatIsLeftAndCrossesOutThePlainSum() throws Exception {
    var words = elements("text").stream().map(Element::getTextContent).toList();
    assertThat(words).contains("$100.00", "−$30.00", "−$15.00", "$55.00", "−$50.00");
    assertThat(elements("text"))
        .filteredOn(text -> text.getAttribute("class").contains("struck"))
        .extracting(Element::getTextContent)
        .containsExactly("Plain sum of the changes", "−$50.00");
    assertThat(elements("s")).extracting(Element::getTextContent).contains("$50.00");
    assertThat(text(ReportForm.MARKDOWN)).contains("**$45.00**", "~~$50.00~~");
  }

  @Test
  void oneChangeOnOneModelOnOneDayIsSaidPlainly() {
    var kept = (ObjectNode) Json.tree(Json.write(answered.kept()));
    kept.put("total_cost_usd", "496.212189");
    var joint = (ObjectNode) kept.path("joint_saving");
    joint.put("naive_sum_usd", joint.path("p50_usd").asString());
    ((ArrayNode) joint.path("levers")).remove(1);
    whole(kept, "e2", "m");
    whole(kept, "e4", "2026-06-01");
    var told =
        written(
            new Answered(answered.run(), answered.question(), answered.at(), kept),
            ReportForm.MARKDOWN);
    assertThat(told).contains("| m | $496.21 | 100.0 % |").doesNotContain("over 99.9 %");
    assertThat(told).contains("one change takes").doesNotContain("plain sum", "dearest");
  }

  /// All of the sum is one group's.
  private static void whole(ObjectNode kept, String id, String group) {
    var evidence = (ObjectNode) kept.path("evidence").path(id);
    evidence.put("value", "496.212189");
    evidence.putObject("sums").put(group, "496.212189");
  }

  @Test
  void aForecastIsDrawnAsABandAndADayWithoutCallsAsNothing() throws Exception {
    assertThat(elements("rect"))
        .filteredOn(rect -> rect.getAttribute("class").equals("ahead"))
        .hasSize(1);
    assertThat(elements("title"))
        .extracting(Element::getTextContent)
        .contains("2026-06-01: $60.00", "2026-06-02: $0.00", "2026-06-04: $40.00");
    assertThat(elements("desc"))
        .extracting(Element::getTextContent)
        .anyMatch(said -> said.contains("about $90.00, between $60.50 and $120.00"));
  }

  @Test
  void hostileNamesStayText() throws Exception {
    var page = document().getDocumentElement().getTextContent();
    for (var name : HostileAnswer.NAMES) assertThat(page).contains(name);
    assertThat(UNESCAPED.matcher(outsideCode(text(ReportForm.MARKDOWN))).find()).isFalse();
    for (var row : rows()) for (var cell : row) assertThat(cell).doesNotMatch("(?s)^[=+@\\t].*");
    for (var row : rows())
      for (var cell : row) assertThat(cell).doesNotMatch("(?s)^-(?![0-9.]+$).*");
    var names = new ArrayList<String>();
    Json.tree(text(ReportForm.JSON)).path("unknown").forEach(n -> names.add(n.asString()));
    assertThat(names).isEqualTo(HostileAnswer.NAMES);
  }

  @Test
  void aListingCannotEndItsFence() {
    var markdown = text(ReportForm.MARKDOWN);
    assertThat(markdown).contains("````\nbefore\n```\n# after");
    assertThat(outsideCode(markdown)).doesNotContain("# after");
  }

  @Test
  void everythingFoundIsInIt() throws Exception {
    var page = document().getDocumentElement().getTextContent();
    for (var text : List.of(page, text(ReportForm.MARKDOWN)))
      for (int n = 1; n <= 3; n++)
        assertThat(text)
            .contains("assumption " + n, "caveat " + n, "change " + n, "step " + n)
            .contains("verify " + n, "undo " + n, "f" + n + ": ", "e" + n + ": ");
  }

  @Test
  void theFiguresAreCsvWithOneRowEach() {
    var rows = rows();
    assertThat(rows.getFirst())
        .containsExactly(
            "id", "what", "value", "unit", "low", "high", "confidence", "evidence", "sample");
    assertThat(rows).allMatch(row -> row.size() == 9);
    assertThat(rows.stream().map(List::getFirst)).doesNotHaveDuplicates();
    assertThat(rows.stream().skip(1).map(row -> row.get(2)))
        .allMatch(value -> value.isEmpty() || value.matches("-?[0-9]+(\\.[0-9]+)?"));
    assertThat(row("joint_saving").subList(2, 6))
        .containsExactly("45.000000", "usd", "40.000000", "50.000000");
    assertThat(row("naive_sum").get(1)).contains("NOT the saving");
  }

  @Test
  void whatHasNoPriceIsNotZero() throws Exception {
    assertThat(row("model.4").subList(1, 3)).containsExactly("spend, model =free", "");
    assertThat(document().getDocumentElement().getTextContent()).contains("=freeno price");
  }

  @Test
  void aNegativeNumberStaysANumber() {
    assertThat(CsvForm.safe("-0.095077")).isEqualTo("-0.095077");
    assertThat(CsvForm.safe("-1+1")).isEqualTo("'-1+1");
    assertThat(CsvForm.safe("\tx")).isEqualTo("'\tx");
  }

  @Test
  void theFileNameIsPlain() {
    assertThat(Report.fileName(answered, ReportForm.HTML)).isEqualTo("apex-report-4be0643f.html");
  }

  private String text(ReportForm form) {
    return written(answered, form);
  }

  private static String written(Answered answered, ReportForm form) {
    return new String(Report.write(answered, form), StandardCharsets.UTF_8);
  }

  private org.w3c.dom.Document document() throws Exception {
    var page = Report.write(answered, ReportForm.HTML);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(page));
  }

  private List<Element> elements() throws Exception {
    return elements("*");
  }

  private List<Element> elements(String name) throws Exception {
    var found = document().getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  private static String outsideCode(String markdown) {
    return markdown.replaceAll("(?s)(`{3,})\n.*?\n\\1(?=\n)", "").replaceAll("`[^`\n]*`", "");
  }

  private List<String> row(String id) {
    return rows().stream().filter(row -> row.getFirst().equals(id)).findFirst().orElseThrow();
  }

  /// As RFC 4180 reads it.
  private List<List<String>> rows() {
    var rows = new ArrayList<List<String>>();
    var row = new ArrayList<String>();
    var cell = new StringBuilder();
    boolean quoted = false;
    var text = text(ReportForm.CSV);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '"' && text.startsWith("\"\"", i)) cell.append(text.charAt(i++));
      else if (c == '"') quoted = !quoted;
      else if (quoted || c != ',' && c != '\r') cell.append(c);
      else {
        row.add(cell.toString());
        cell.setLength(0);
        if (c == ',') continue;
        assertThat(text.charAt(++i)).isEqualTo('\n');
        rows.add(List.copyOf(row));
        row.clear();
      }
    }
    assertThat(row).as("the last line is ended").isEmpty();
    return rows;
  }
}

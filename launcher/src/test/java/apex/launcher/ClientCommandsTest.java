package apex.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import apex.launcher.sample.SampleUsage;
import apex.ops.protocol.Shapes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The client commands against the embedded house, found through APEX_HOME alone.
@Timeout(180)
class ClientCommandsTest {
  private static final int CALLS = 500;

  @TempDir static Path folder;
  private static HouseUnderTest house;
  private static HouseUnderTest.Ran first;

  @BeforeAll
  static void usageIsImported() throws IOException {
    house = HouseUnderTest.in(folder);
    try (var out = Files.newBufferedWriter(folder.resolve("usage.jsonl"))) {
      SampleUsage.write(out, 7, CALLS, HouseUnderTest.SAMPLE_END);
    }
    first = house.run("import", "usage.jsonl", "--json");
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  @Test
  void anImportPrintsItsResultAndNothingElse() {
    assertThat(first.exit()).as(first.err()).isZero();
    assertThat(first.lines()).hasSize(1);
    assertThat(Shapes.faults("import_result", first.out())).isEmpty();
    assertThat(Json.tree(first.out()).path("accepted").asInt()).isEqualTo(CALLS);
  }

  @Test
  void importingAgainAddsNothing() {
    var again = house.run("import", "usage.jsonl");
    assertThat(again.exit()).isZero();
    assertThat(again.out()).contains("0 accepted, 500 duplicate, 0 rejected of 500 rows");
  }

  @Test
  void aRejectedRowIsToldWithItsLineAndRule() {
    var broken =
        """
        {"timestamp":"2026-10-01T00:00:00Z","provider":"openai","model":"gpt-4o","input_tokens":-3,"output_tokens":1}
        """;
    var ran =
        house.run(new ByteArrayInputStream(broken.getBytes(StandardCharsets.UTF_8)), "import", "-");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).contains("1 rejected of 1 rows").contains("line 1").contains("'-3'");
  }

  @Test
  void anAnswerInJsonIsTheRunsEventsAndEndsWithTheTerminalOne() {
    var ran = house.run("ask", "What did we spend and how do we spend less?", "--json");
    assertThat(ran.exit()).as(ran.err()).isZero();
    for (var line : ran.lines()) assertThat(Shapes.faults("run_event", line)).as(line).isEmpty();
    var last = Json.tree(ran.lines().getLast());
    assertThat(last.path("agent_name").asString()).isEqualTo("workflow");
    assertThat(Shapes.faults("result", last.path("data").path("result").toString())).isEmpty();
  }

  @Test
  void anAnswerForAPersonHasItsStepsItsTextAndItsFindings() {
    var ran = house.run("ask", "What did we spend and how do we spend less?");
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("was spent on 500 calls").contains("f1").contains("calls, run ");
    assertThat(ran.err()).contains("triage").contains("completed in");
  }

  @Test
  void anAnswerIsWrittenAsADocumentAndNothingIsOverwrittenUnasked() throws IOException {
    var asked = house.run("ask", "How do we spend less?", "--report", "asked.html");
    assertThat(asked.exit()).as(asked.err()).isZero();
    var page = Files.readString(folder.resolve("asked.html"));
    assertThat(page).startsWith("<!DOCTYPE html>").contains("How do we spend less?");
    var same = house.run("report", "--last", "--out", "asked.html");
    assertThat(same.exit()).isEqualTo(2);
    assertThat(same.err()).contains("asked.html is there already").contains("--force");
    assertThat(house.run("report", "--last", "--out", "asked.html", "--force").exit()).isZero();
    assertThat(folder.resolve("asked.html")).hasContent(page);
    assertThat(house.run("report", "--out", "asked.csv").exit()).isZero();
    assertThat(folder.resolve("asked.csv")).content().startsWith("id,what,value,unit");
    assertThat(folder.resolve("asked.csv.part")).doesNotExist();
    var json = house.run("report", "--last", "--format", "json");
    assertThat(Shapes.faults("report", json.out())).isEmpty();
    var run = Json.tree(json.out()).path("run_id").asString();
    assertThat(house.run("report", run, "--out", "-").out()).startsWith("# What language models");
  }

  @Test
  void aReportThatCannotBeMeantIsRefusedBeforeAnythingIsAsked() {
    var pdf = house.run("report", "--last", "--out", "spend.pdf");
    assertThat(pdf.exit()).isEqualTo(2);
    assertThat(pdf.err()).contains("spend.pdf says none of markdown, html, csv, json");
    assertThat(house.run("report", "--last", "--format", "pdf").exit()).isEqualTo(2);
    assertThat(house.run("report", "some-run", "--last").exit()).isEqualTo(2);
    var unknown = house.run("report", "4be0643f-1d98-473b-97cd-ca98a65347dd", "--out", "no.md");
    assertThat(unknown.exit()).isEqualTo(3);
    assertThat(folder.resolve("no.md")).doesNotExist();
    assertThat(folder.resolve("no.md.part")).doesNotExist();
  }

  @Test
  void spendIsShownByRoute() {
    var json = house.run("spend", "--by", "route", "--json");
    assertThat(json.exit()).as(json.err()).isZero();
    assertThat(Shapes.faults("spend", json.out())).isEmpty();
    assertThat(house.run("spend", "--by", "route").out())
        .contains("500")
        .contains("of the tokens have a price");
  }

  @Test
  void pricesAreShownComparedAndChecked() {
    var shown = house.run("prices", "show", "gpt-4o", "--json");
    assertThat(shown.exit()).as(shown.err()).isZero();
    assertThat(Shapes.faults("price", shown.out())).isEmpty();
    assertThat(house.run("prices", "show", "gpt-4o").out()).contains("2.5").contains("exact");
    assertThat(house.run("prices", "show", "gpt-4o-x", "--provider", "openai").exit()).isOne();
    var diff = house.run("prices", "diff", "2026-11-01", "2027-01-01", "--json");
    assertThat(Shapes.faults("price_diff", diff.out())).isEmpty();
    assertThat(house.run("prices", "diff", "2026-11-01", "2027-01-01").out())
        .contains("gemini-3.7-flash");
    var check = house.run("prices", "check", "--json");
    assertThat(check.exit()).isOne();
    assertThat(Shapes.faults("price_check", check.out())).isEmpty();
    assertThat(house.run("prices", "check").out()).contains("models compared");
    assertThat(house.run("prices", "diff", "soon", "2027-01-01").exit()).isEqualTo(2);
  }

  @Test
  void usageIsPricedAgainShownAdoptedAndTakenBack() {
    var before = Json.tree(house.run("spend", "--json").out()).path("total_cost_usd").asString();
    var ran = house.run("prices", "reprice", "2015-01-01", "2027-01-01", "--json");
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(Shapes.faults("repricing", ran.out())).isEmpty();
    var id = Json.tree(ran.out()).path("id").asString();
    var shown = house.run("prices", "reprice", "2015-01-01", "2027-01-01", "--at", "2026-11-21");
    assertThat(shown.out())
        .contains("then USD", "of the tokens have a price", "counts in no total yet");
    assertThat(house.run("prices", "adopt", id).out()).contains("counts for the calls of");
    var adopted = house.run("spend");
    assertThat(adopted.out()).contains("Costs of repricing " + id);
    assertThat(house.run("spend", "--repricing", "first", "--json").out()).contains(before);
    var sets = house.run("prices", "sets", "--json");
    assertThat(Shapes.faults("repricings", sets.out())).isEmpty();
    assertThat(house.run("prices", "sets").out()).contains(id).contains("completed");
    var first = house.run("prices", "adopt", "first", "--json");
    assertThat(Shapes.faults("adopted_costs", first.out())).isEmpty();
    assertThat(house.run("prices", "adopt", "nonsense").exit()).isEqualTo(3);
  }

  @Test
  void aNewcomerLearnsHowANameIsFoundAndWhatToDoWhenItIsNot() {
    var misspelt = house.run("prices", "show", "gtp-4o", "--provider", "openai");
    assertThat(misspelt.exit()).isOne();
    assertThat(misspelt.out())
        .contains("openai has no model named gtp-4o")
        .contains("Nearest known names: openai gpt-4o")
        .contains("./apex prices alias gtp-4o --as openai/gpt-4o")
        .contains("never as zero");
    assertThat(house.run("prices", "show", "gpt-4o", "--provider", "opnai").out())
        .contains("the provider opnai is unknown, the nearest known is openai");
    assertThat(house.run("prices", "show", "ft:gpt-4o:us::1", "--provider", "openai").out())
        .contains("found by: fine_tune: the base of")
        .contains("1.5");
    assertThat(house.run("prices", "show", "our-chat", "--provider", "azure").out())
        .contains("A deployment's name");
    assertThat(house.run("prices", "alias", "our-chat", "--as", "azure/gpt-4o").exit()).isZero();
    assertThat(house.run("prices", "show", "our-chat", "--provider", "azure").out())
        .contains("found by: alias");
    assertThat(house.run("prices", "show", "gpt-4o", "--tier", "nocturnal").out())
        .contains("lists no price for the service tier nocturnal")
        .contains("between half and 2.5 times");
    assertThat(house.run("prices", "alias", "x", "--as", "gpt-4o").exit()).isEqualTo(2);
    var names = house.run("prices", "names", "--json");
    assertThat(Shapes.faults("price_names", names.out())).isEmpty();
    assertThat(house.run("prices", "names").out()).contains("found by");
    assertThat(house.run("prices", "announced").out()).contains("gemini-3.7-flash");
  }

  @Test
  void aReportedCostStandsBesideOursAndADifferenceIsAFinding() {
    var row =
        """
        {"timestamp":"2026-09-02T00:00:00Z","provider":"openai","model":"gpt-4.1","input_tokens":1000000,"output_tokens":0,"reported_cost_usd":%s}
        """;
    var apart = row.formatted("3");
    var made =
        house.run(
            new ByteArrayInputStream(apart.getBytes(StandardCharsets.UTF_8)),
            "import",
            "-",
            "--json");
    assertThat(made.exit()).as(made.err()).isZero();
    var during =
        new String[] {"spend", "--from", "2026-09-02T00:00:00Z", "--to", "2026-09-03T00:00:00Z"};
    var spend = house.run(during);
    assertThat(spend.exit()).isOne();
    // ours: 1 M x 2.00; theirs: 3.00
    assertThat(spend.out()).contains("3.000000").contains("2.000000").contains("-1.000000");
    assertThat(spend.out()).contains("2.000000 USD for 1 calls");
    var ran = house.run("prices", "reprice", "2026-09-02", "2026-09-03", "--json");
    var set = Json.tree(ran.out()).path("id").asString();
    assertThat(house.run("prices", "adopt", set).exit()).isZero();
    assertThat(house.run(during).out()).as("told beside any set").contains("-1.000000");
    assertThat(house.run("prices", "adopt", "first").exit()).isZero();
    var id = Json.tree(made.out()).path("import_id").asString();
    assertThat(house.run("imports", "undo", id, "--yes").exit()).isZero();
    assertThat(house.run("spend").exit()).isZero();
  }

  @Test
  void anImportIsListedAndUndoneWithAReceipt() {
    var row =
        """
        {"timestamp":"2026-09-01T00:00:00Z","provider":"openai","model":"gpt-4o","input_tokens":3,"output_tokens":1}
        """;
    var made =
        house.run(
            new ByteArrayInputStream(row.getBytes(StandardCharsets.UTF_8)),
            "import",
            "-",
            "--json");
    var id = Json.tree(made.out()).path("import_id").asString();
    assertThat(house.run("imports").out()).contains(id);
    assertThat(house.run("imports", "undo", id).exit()).isEqualTo(2);
    var receipt = house.run("imports", "undo", id, "--yes", "--json");
    assertThat(receipt.exit()).as(receipt.err()).isZero();
    assertThat(Shapes.faults("import_receipt", receipt.out())).isEmpty();
    assertThat(Json.tree(receipt.out()).path("reversed").asInt()).isEqualTo(1);
  }

  @Test
  void aKeyIsMadeListedAndRevoked() {
    var made = house.run("key", "create", "collector", "--json");
    assertThat(made.exit()).as(made.err()).isZero();
    var key = Json.tree(made.out());
    assertThat(key.path("key").asString()).startsWith("apx_");
    assertThat(house.run("key", "list").out())
        .contains("collector")
        .doesNotContain(key.path("key").asString());
    assertThat(house.run("key", "revoke", key.path("id").asString()).exit()).isZero();
  }

  @Test
  void aNumberOfAnAnswerIsComputedAgain() {
    var answered = house.run("ask", "What did we spend?", "--json").lines().getLast();
    var run = Json.tree(answered).path("run_id").asString();
    var filed = house.run("evidence", run, "e2", "--json");
    assertThat(Shapes.faults("evidence_filed", filed.out())).isEmpty();
    assertThat(house.run("evidence", run, "e2").out()).contains(" usd");
    var proof = house.run("evidence", run, "e2", "--recompute", "--json");
    assertThat(Shapes.faults("evidence_recomputed", proof.out())).isEmpty();
    assertThat(house.run("evidence", run, "e2", "--recompute").out()).startsWith("It holds");
    assertThat(house.run("evidence", run, "e999").exit()).isEqualTo(3);
  }

  @Test
  void aWorkspaceIsMadeAndUsedFromThenOn() {
    var before = used();
    var made = house.run("workspace", "create", "Research", "--json");
    assertThat(made.exit()).as(made.err()).isZero();
    var id = Json.tree(made.out()).path("id").asString();
    assertThat(house.run("workspace", "use", "Reserch").err()).contains("'Research'");
    assertThat(house.run("workspace", "use", "Research").out()).contains(id);
    assertThat(used()).isEqualTo(id);
    assertThat(house.run("workspace", "use", before).exit()).isZero();
    assertThat(used()).isEqualTo(before);
  }

  /// The marked line of `workspace list`.
  private static String used() {
    return house
        .run("workspace", "list")
        .out()
        .lines()
        .filter(line -> line.startsWith("*"))
        .map(line -> line.split("\\s+")[1])
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anUnknownIdIsToldInOneSentenceWithItsRemedy() {
    var ran = house.run("run", "4be0643f-1d98-473b-97cd-ca98a65347dd");
    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err().lines()).hasSize(2);
    assertThat(ran.err()).startsWith("apex: ").contains("\nTry: ");
  }

  @Test
  void sessionsAreListedWithTheOneInUse() {
    assertThat(house.run("account", "sessions").out()).contains("*");
  }

  @Test
  void aWrongPasswordIsOneSentence() throws IOException {
    var file = folder.resolve("wrong.txt");
    Files.writeString(file, "not the password\n");
    var ran = house.run("threads", "--password-file", file.toString());
    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err()).contains("apex: ").doesNotContain("not the password");
  }
}

package apex.bench;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import apex.ops.protocol.Shapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditResultTest {
  private static final String OURS =
      """
      {"path":"a.py","line":1,"kind":"eager","module":"os","name":null}
      {"path":"a.py","line":2,"kind":"lazy","module":"re","name":"sub"}
      {"path":"old.py","line":1,"kind":"eager","module":"os","name":null}
      """;
  private static final String ORACLE =
      """
      {"path":"a.py","facts":[[1,"eager","os",null],[3,"eager","sys",null]]}
      {"path":"b.py","facts":[]}
      {"path":"old.py","rejected":"SyntaxError: print"}
      {"seconds":40,"cpu_seconds":39}
      """;

  @TempDir Path folder;

  @Test
  void aMeasurementHasItsShape() {
    var same = new FactsBeside(2, 3, 0, 0, List.of(), Map.of("old.py", "print"));
    assertThat(Shapes.faults("bench_audit", Json.write(result(same, 2.5).wire()))).isEmpty();
  }

  @Test
  void goalsAndFactsDecideWhetherItIsWell() {
    var same = new FactsBeside(2, 3, 0, 0, List.of(), Map.of());
    assertThat(result(same, 2.5).well()).isTrue();
    assertThat(result(same, 4.1).well()).isFalse();
    assertThat(result(new FactsBeside(2, 3, 1, 0, List.of(), Map.of()), 2.5).well()).isFalse();
  }

  @Test
  void missingAndExtraFactsAreCountedOverFilesThatBothRead() throws IOException {
    var ours = Files.writeString(folder.resolve("ours"), OURS);
    var oracle = Files.writeString(folder.resolve("oracle"), ORACLE);
    var beside = FactsBeside.of(ours, oracle, Set.of("b.py"));
    assertThat(beside)
        .isEqualTo(
            new FactsBeside(1, 2, 1, 1, List.of("b.py"), Map.of("old.py", "SyntaxError: print")));
  }

  @Test
  void aCommandIsClockedToItsEnd() throws Exception {
    var out = folder.resolve("out");
    var run = Clocked.run(List.of("echo", "done"), Map.of(), out);
    assertThat(run.exit()).isZero();
    assertThat(run.wall()).isNotNegative();
    assertThat(Clocked.text(out)).isEqualTo("done\n");
  }

  private static AuditResult result(FactsBeside facts, double cold) {
    return new AuditResult(
        Machine.here(),
        "3.11",
        AuditBench.FILES,
        3,
        new Clocked(cold, 4, 1),
        2000,
        new Clocked(0.4, 0.5, 1),
        200,
        new Clocked(40, 39, 0),
        facts,
        Optional.empty(),
        List.of(0.5, 1.0));
  }
}

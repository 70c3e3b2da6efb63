package apex.ops.doctor;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.health.Names;
import apex.ops.doctor.topology.Topology;
import apex.ops.doctor.topology.TopologyFile;
import apex.ops.house.HouseFolder;
import apex.ops.terminal.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Says what is broken, what is not, and why.
@Command(
    name = "doctor",
    description = {
      "Ask every service of a system at once, layer by layer, and say what is broken, what is not",
      "and by which witness. Changes nothing. Without --file it examines the house on this machine."
    },
    footer = {
      "",
      "Examples:",
      "  ./apex doctor",
      "  ./apex doctor --why",
      "  ./apex doctor --file topology.yaml --md",
      "  ./apex doctor --env staging --json"
    })
public final class DoctorCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(
      names = "--env",
      paramLabel = "E",
      description = "Examine deploy/topology.E.yaml, or topology.E.yaml, of the working folder.")
  Optional<String> env = Optional.empty();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The system to examine, as YAML; docs/doctor.md lists its fields.")
  Optional<Path> file = Optional.empty();

  @Option(names = "--why", description = "Also print the chain of whys of each cause.")
  boolean why;

  @ArgGroup(exclusive = true)
  Form form = new Form();

  /// How it is printed.
  static final class Form {
    @Option(names = "--json", description = "Print one JSON object (doctor.schema.json).")
    boolean json;

    @Option(names = "--md", description = "Print Markdown, ready to paste into an issue.")
    boolean markdown;
  }

  public DoctorCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    var doctor =
        new Doctor(
            Names.ofThisMachine(), surroundings.environment().variables(), InstantSource.system());
    var diagnosis = doctor.examine(topology(), env);
    var view = new DiagnosisView(diagnosis, surroundings.terminal());
    var out = surroundings.terminal().out();
    if (form.json) out.println(Json.write(DiagnosisJson.wire(diagnosis)));
    else if (form.markdown) view.markdown().forEach(out::println);
    else view.lines(why).forEach(out::println);
    return diagnosis.exitCode();
  }

  private Topology topology() {
    if (file.isPresent()) return TopologyFile.read(surroundings.folder().resolve(file.get()));
    if (env.isPresent()) return ofEnvironment(env.get());
    return HouseTopology.of(new HouseFolder(surroundings.home()));
  }

  private Topology ofEnvironment(String name) {
    if (!name.matches("[A-Za-z0-9_-]{1,40}"))
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "--env must be letters, digits, _ and -, was '%s'".formatted(name));
    var named = "topology.%s.yaml".formatted(name);
    var places =
        List.of(
            surroundings.folder().resolve("deploy").resolve(named),
            surroundings.folder().resolve(named));
    return places.stream()
        .filter(Files::exists)
        .findFirst()
        .map(TopologyFile::read)
        .orElseThrow(() ->
            new ApexException(
                ErrorCode.INVALID_REQUEST,
                "no topology for %s: looked for %s and %s"
                    .formatted(name, places.get(0), places.get(1)),
                "Describe it there, or give --file."));
  }
}

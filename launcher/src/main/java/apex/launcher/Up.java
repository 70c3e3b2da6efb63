package apex.launcher;

import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Starts the house and keeps it up until it is stopped.
@Command(
    name = "up",
    description = {
      "Start the whole house on this machine and keep it up.",
      "Real PostgreSQL, Redis and ClickHouse, auth, and backend with the page; the data is kept in",
      "APEX_HOME. Runs until Ctrl-C or ./apex down."
    },
    footer = {
      "",
      "Settings: APEX_HOME (.apex), BACKEND_PORT (8000), AUTH_PORT (8081), APEX_OWNER_EMAIL,",
      "APEX_OWNER_PASSWORD, CLICKHOUSE_URL and REDIS_URL for servers of your own.",
      "",
      "Examples:",
      "  ./apex up",
      "  APEX_HOME=~/second BACKEND_PORT=0 AUTH_PORT=0 ./apex up"
    })
final class Up implements Callable<Integer> {
  private final Surroundings here;

  Up(Surroundings here) {
    this.here = here;
  }

  @Override
  public Integer call() throws InterruptedException {
    var settings = HouseSettings.from(here.environment(), here.folder());
    var begun = System.nanoTime();
    try (var home = Home.open(here.home(), settings.freeBytesMin());
        var stay = new Stay()) {
      var order = new House.Order(here.environment(), settings, false);
      var house = stay.with(() -> House.start(home, order, this::tell));
      ready(house, home, Duration.ofNanos(System.nanoTime() - begun));
      stay.untilStopped();
      return ExitCode.WELL;
    }
  }

  private void tell(String news) {
    here.terminal().err().println("  " + news);
  }

  private void ready(House house, Home home, Duration took) {
    var out = here.terminal().out();
    out.println("Netra Apex is ready in %.1f s.".formatted(took.toMillis() / 1000.0));
    out.println("  page     " + house.page());
    out.println("  sign-in  " + signIn(house, home));
    out.println("  logs     " + home.file("log"));
    out.println("Stop it with Ctrl-C or ./apex down.");
  }

  private static String signIn(House house, Home home) {
    return house
        .owner()
        .map(owner -> "%s, password in %s".formatted(owner.email(), Owner.file(home)))
        .orElse(
            "as before; %s is gone, and a password is kept nowhere else"
                .formatted(Owner.file(home)));
  }
}

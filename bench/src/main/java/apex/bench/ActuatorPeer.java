package apex.bench;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

/// The peer, a process of its own: a Spring Boot application with Actuator as it comes, its health
/// made of the probes whose numbers it is given.
@SpringBootConfiguration
@EnableAutoConfiguration
public class ActuatorPeer {
  /// Before the port it listens on, alone on a line of standard output.
  static final String READY = "PEER ";

  /// @param arguments the port of the silent listener, then the numbers of the probes
  public static void main(String[] arguments) {
    int silent = Integer.parseInt(arguments[0]);
    var application = new SpringApplication(ActuatorPeer.class);
    application.setBannerMode(Banner.Mode.OFF);
    application.setDefaultProperties(
        Map.of(
            "server.port", "0",
            "server.address", "127.0.0.1",
            "logging.level.root", "ERROR",
            "management.endpoint.health.show-details", "always"));
    application.addInitializers(
        (ApplicationContextInitializer<GenericApplicationContext>)
            context ->
                Arrays.stream(arguments)
                    .skip(1)
                    .map(number -> new HungProbe(Integer.parseInt(number), silent))
                    .forEach(probe -> register(context, probe)));
    var context = (ServletWebServerApplicationContext) application.run();
    var server = Objects.requireNonNull(context.getWebServer(), "a context that runs has one");
    System.out.println(READY + server.getPort());
  }

  private static void register(GenericApplicationContext context, HungProbe probe) {
    HealthIndicator indicator =
        () -> {
          try {
            probe.ask();
            return Health.up().build();
          } catch (Exception failed) {
            return Health.down(failed).build();
          }
        };
    context.registerBean(probe.name(), HealthIndicator.class, () -> indicator);
  }
}

package apex.ops.doctor.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.kernel.failure.ApexException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TopologyFileTest {
  @Test
  void everyFieldIsReadAndEachServiceStandsAfterThoseItLeansOn() {
    var topology =
        read(
            """
            services:
              api: {probe: http, url: "http://api.test:8000/health", depends_on: [db], uses: {cache: slower}}
              db:
                probe: postgres
                url: jdbc:postgresql://db.test/apex?sslmode=require
                deadline: 2s
                threshold: 250ms
                username_env: DB_USER
                password_env: DB_PASSWORD
                phase: 1
              cache: {probe: redis, url: rediss://cache.test, optional: true}
            """);
    assertThat(topology.targets()).extracting(Target::name).containsExactly("db", "cache", "api");
    var db = topology.find("db").orElseThrow();
    assertThat(db.address().port()).isEqualTo(5432);
    assertThat(db.address().database()).isEqualTo("apex");
    assertThat(db.deadline()).isEqualTo(Duration.ofSeconds(2));
    assertThat(db.threshold()).isEqualTo(Duration.ofMillis(250));
    assertThat(db.credentials().password()).hasValue("DB_PASSWORD");
    assertThat(topology.find("cache").orElseThrow().address().encrypted()).isTrue();
    assertThat(topology.find("api").orElseThrow().place().uses().getFirst().consequence())
        .isEqualTo("slower");
  }

  @Test
  void allThatIsWrongIsToldAtOnceWithLineAndField() {
    refused(
            """
            services:
              api:
                probe: htpt
                url: http://api.test
                dependson: [db]
                deadline: soon
                phase: 9
              cache: {probe: redis, url: "http://cache.test"}
            """)
        .hasMessageContaining("t.yaml:3:12: services.api.probe must be one of postgres")
        .hasMessageContaining("was 'htpt'. Did you mean http?")
        .hasMessageContaining("t.yaml:5:16: services.api.dependson is no field")
        .hasMessageContaining("did you mean depends_on?")
        .hasMessageContaining("t.yaml:6:15: services.api.deadline must be a time of 10 ms to 60 s")
        .hasMessageContaining("t.yaml:7:12: services.api.phase must be 1 to 4, was '9'")
        .hasMessageContaining("t.yaml:8:30: services.cache.url must begin with redis://");
  }

  @Test
  void aCircleIsNamed() {
    refused(
            """
            services:
              a: {probe: tcp, url: "tcp://a.test:1", depends_on: [b]}
              b: {probe: tcp, url: "tcp://b.test:1", uses: [a]}
            """)
        .hasMessageContaining("a circle: a -> b -> a");
  }

  @Test
  void aMissingDependencyIsNamedWithItsPlace() {
    refused(
            """
            services:
              a: {probe: tcp, url: "tcp://a.test:1", depends_on: [db]}
            """)
        .hasMessageContaining("t.yaml:2:")
        .hasMessageContaining("services.a.depends_on names 'db', which is none of the services: a");
  }

  @Test
  void aSecretInAnAddressIsRefusedAndNeverShown() {
    for (var url :
        new String[] {
          "redis://:hunter2@cache.test:6379",
          "postgresql://apex:hunter2@db.test/apex",
          "http://api.test/health?api_key=hunter2",
          "jdbc:postgresql://db.test/apex?user=apex&password=hunter2"
        }) {
      var probe = url.startsWith("redis") ? "redis" : url.startsWith("http") ? "http" : "postgres";
      refused("services:\n  a: {probe: %s, url: \"%s\"}\n".formatted(probe, url))
          .hasMessageContaining("must hold no secret")
          .hasMessageContaining("***")
          .message()
          .doesNotContain("hunter2");
    }
  }

  @Test
  void aValueWhereTheNameOfAVariableBelongsIsNotShown() {
    refused(
            "services:\n  a: {probe: redis, url: \"redis://cache.test\", password_env: \"hunter 2!\"}\n")
        .hasMessageContaining("services.a.password_env must be the name of a variable")
        .message()
        .doesNotContain("hunter");
  }

  @Test
  void aSpaceOrNewlineInAHostPointsAtHowTheSettingIsBuilt() {
    refused("services:\n  a: {probe: redis, url: \"redis://10.166.204.83\\n:6379\"}\n")
        .hasMessageContaining("look at how this setting is built");
    refused("services:\n  a: {probe: redis, url: \"redis:// 10.166.204.83:6379\"}\n")
        .hasMessageContaining("must hold no space");
  }

  @Test
  void aFieldThatStandsTwiceAndBrokenYamlAreToldWithTheirLine() {
    refused("services:\n  a: {probe: tcp, probe: dns, url: \"tcp://a.test:1\"}\n")
        .hasMessageContaining("t.yaml:2:")
        .hasMessageContaining("stands twice");
    refused("services:\n  a: {probe: tcp\n").hasMessageContaining("t.yaml:");
    refused("").hasMessageContaining("at least one service");
    refused("services: 3\n").hasMessageContaining("services must be a mapping");
  }

  private static Topology read(String text) {
    return TopologyFile.read("t.yaml", text);
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(
      String text) {
    return assertThatThrownBy(() -> read(text)).isInstanceOf(ApexException.class);
  }
}

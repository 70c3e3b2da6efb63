package apex.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.embedded.Loopback;
import apex.kernel.environment.Environment;
import apex.kernel.failure.ApexException;
import apex.ops.house.HouseFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  private static final Environment NOTHING_SET = new Environment(Map.of());

  @TempDir Path folder;

  @Test
  void aSecondHouseInTheSameHomeIsToldWhoHoldsIt() {
    try (var first = Home.open(folder, 0)) {
      assertThatThrownBy(() -> Home.open(first.path(), 0))
          .isInstanceOf(ApexException.class)
          .hasMessage(
              "the house in %s is already up: process %d holds it"
                  .formatted(folder, ProcessHandle.current().pid()));
    }
  }

  @Test
  void aHomeThatWasClosedCanBeOpenedAgain() {
    Home.open(folder, 0).close();
    try (var again = Home.open(folder, 0)) {
      assertThat(again.path()).isEqualTo(folder);
    }
  }

  @Test
  void aHomeOfAnotherReleaseIsNamed() throws IOException {
    Files.writeString(folder.resolve("format"), "7\n");
    assertThatThrownBy(() -> Home.open(folder, 0))
        .hasMessageContaining("was laid out by another release (format 7, this one reads 1)");
  }

  @Test
  void aFullDiskIsNamedBeforeAnythingStarts() {
    assertThatThrownBy(() -> Home.open(folder, Long.MAX_VALUE))
        .hasMessageMatching("the disk of .* has \\d+ MB left, the house needs \\d+ MB");
  }

  @Test
  void aHomeThatCannotBeWrittenIsNamed() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> Home.open(file.resolve("home"), 0))
        .hasMessageStartingWith("APEX_HOME " + file + "/home cannot be used: ");
  }

  @Test
  void wipingLeavesNothingOfTheHouseBefore() throws IOException {
    try (var home = Home.open(folder, 0)) {
      Files.writeString(Files.createDirectories(folder.resolve("a/b")).resolve("c"), "x");
      home.wipe();
      assertThat(folder.resolve("a")).doesNotExist();
      assertThat(folder.resolve("format")).exists();
    }
  }

  @Test
  void secretsAreForTheirOwnerOnlyAndStayTheSame() throws IOException {
    try (var home = Home.open(folder, 0)) {
      var secrets = HouseSecrets.of(home);
      var file = folder.resolve("secrets.json");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(HouseSecrets.of(home)).isEqualTo(secrets);
      assertThat(secrets.toString()).doesNotContain(secrets.service().reveal());
    }
  }

  @Test
  void secretsThatOthersCanReadAreRefused() throws IOException {
    try (var home = Home.open(folder, 0)) {
      HouseSecrets.of(home);
      loosen(folder.resolve("secrets.json"));
      assertThatThrownBy(() -> HouseSecrets.of(home)).hasMessageContaining("by its owner only");
    }
  }

  @Test
  void theOwnersPasswordIsGeneratedOnceAndKept() {
    try (var home = Home.open(folder, 0)) {
      var owner = Owner.of(NOTHING_SET, home, true).orElseThrow();
      owner.keep(home, "http://127.0.0.1:1");
      assertThat(owner.password().reveal()).hasSize(32);
      assertThat(Owner.of(NOTHING_SET, home, false)).contains(owner);
      assertThat(new HouseFolder(folder).credentials()).isPresent();
    }
  }

  @Test
  void credentialsThatOthersCanReadAreRefused() throws IOException {
    try (var home = Home.open(folder, 0)) {
      Owner.of(NOTHING_SET, home, true).orElseThrow().keep(home, "http://127.0.0.1:1");
      loosen(folder.resolve("credentials.json"));
      assertThatThrownBy(() -> Owner.of(NOTHING_SET, home, false))
          .hasMessageContaining("must be readable by its owner only");
    }
  }

  @Test
  void aPasswordFromSettingsWins() {
    var set = new Environment(Map.of("APEX_OWNER_PASSWORD", "from settings, long enough"));
    try (var home = Home.open(folder, 0)) {
      assertThat(Owner.of(set, home, false).map(owner -> owner.password().reveal()))
          .contains("from settings, long enough");
    }
  }

  @Test
  void noPasswordIsInventedForAHouseThatHasAccounts() {
    try (var home = Home.open(folder, 0)) {
      assertThat(Owner.of(NOTHING_SET, home, false)).isEmpty();
    }
  }

  @Test
  void aPortInUseIsNamedBeforeAnythingStarts() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName(Loopback.HOST));
        var home = Home.open(folder, 0)) {
      var port = taken.getLocalPort();
      var environment =
          new Environment(
              Map.of(
                  "BACKEND_PORT",
                  "" + port,
                  "AUTH_PORT",
                  "0",
                  "APEX_ROOT",
                  System.getProperty("apex.root")));
      var order = new House.Order(environment, HouseSettings.from(environment, folder), false);
      assertThatThrownBy(() -> House.start(home, order, news -> {}))
          .hasMessage("port %d is in use by another process".formatted(port));
      assertThat(folder.resolve("postgres")).doesNotExist();
    }
  }

  private static void loosen(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }
}

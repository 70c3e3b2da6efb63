package apex.bench.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/// The invariants of the house over the class files of every module. Each rule is first shown a
/// class that breaks it, on every run: a rule that cannot fail proves nothing.
class ArchitectureTest {
  private static final JavaClasses HOUSE = House.main();

  @Test
  void everyClassFileOfEveryModuleIsRead() {
    for (var module : House.MODULES) {
      assertThat(House.classFiles(module)).as(module + " is compiled").isPositive();
      assertThat(House.module(module)).as(module).hasSize((int) House.classFiles(module));
    }
  }

  @Test
  void kernelDependsOnNothing() {
    holds(Rules.KERNEL_DEPENDS_ON_NOTHING, apex.kernel.violation.UsesADriver.class);
  }

  @Test
  void oneClassSeesTheBreakersLibrary() {
    holds(
        Rules.ONE_CLASS_SEES_THE_BREAKERS_LIBRARY, apex.stores.violation.HasABreakerOfItsOwn.class);
  }

  @Test
  void spendDoesNoIo() {
    holds(Rules.SPEND_IS_PURE, apex.spend.violation.ReadsAFile.class);
  }

  @Test
  void spendHasNoClock() {
    holds(Rules.SPEND_HAS_NO_CLOCK, apex.spend.violation.LooksAtTheClock.class);
  }

  @Test
  void onlyStoresSeesDrivers() {
    holds(Rules.ONLY_STORES_SEES_DRIVERS, apex.kernel.violation.UsesADriver.class);
  }

  @Test
  void onlyEdgeSeesTheWebServer() {
    holds(Rules.ONLY_EDGE_SEES_THE_WEB_SERVER, apex.backend.chat.violation.Everything.class);
  }

  @Test
  void onlyApiUsesTheEdge() {
    holds(Rules.ONLY_API_USES_THE_EDGE, apex.backend.chat.violation.Everything.class);
  }

  @Test
  void authKnowsNeitherBackendNorOps() {
    holds(Rules.AUTH_KNOWS_NEITHER_BACKEND_NOR_OPS, apex.auth.violation.KnowsTheBackend.class);
  }

  @Test
  void backendKnowsNeitherAuthNorOps() {
    holds(Rules.BACKEND_KNOWS_NEITHER_AUTH_NOR_OPS, apex.backend.chat.violation.Everything.class);
  }

  @Test
  void opsKnowsNeitherAuthNorBackend() {
    holds(Rules.OPS_KNOWS_NEITHER_AUTH_NOR_BACKEND, apex.ops.violation.KnowsTheBackend.class);
  }

  @Test
  void launcherStartsThemByClassPathOnly() {
    holds(
        Rules.LAUNCHER_STARTS_THEM_BY_CLASS_PATH_ONLY,
        apex.launcher.violation.KnowsTheBackend.class);
  }

  @Test
  void arrowsPointDown() {
    holds(Rules.ARROWS_POINT_DOWN, apex.stores.violation.KnowsTheBackend.class);
  }

  @Test
  void backendCallsOneWayDown() {
    holds(Rules.BACKEND_CALLS_ONE_WAY_DOWN, apex.backend.chat.violation.Everything.class);
  }

  @Test
  void packagesHaveNoCycles() {
    holds(
        Rules.PACKAGES_HAVE_NO_CYCLES,
        apex.stores.violation.KnowsTheBackend.class,
        apex.backend.chat.violation.Everything.class);
  }

  @Test
  void domainCarriesNoWireAnnotation() {
    holds(Rules.DOMAIN_CARRIES_NO_WIRE_ANNOTATION, apex.spend.violation.KnowsItsWire.class);
  }

  @Test
  void buildingDoesNoIo() {
    holds(Rules.BUILDING_DOES_NO_IO, apex.spend.violation.ReadsAFile.class);
  }

  @Test
  void environmentIsReadInMain() {
    holds(Rules.ENVIRONMENT_IS_READ_IN_MAIN, apex.backend.chat.violation.Everything.class);
  }

  @Test
  void privateKeysNeverLeaveAuth() {
    holds(Rules.PRIVATE_KEYS_NEVER_LEAVE_AUTH, apex.backend.chat.violation.Everything.class);
  }

  @Test
  void queuesAreBounded() {
    holds(Rules.QUEUES_ARE_BOUNDED, apex.backend.chat.violation.Everything.class);
  }

  @Test
  void onlyMainExits() {
    holds(Rules.ONLY_MAIN_EXITS, apex.backend.chat.violation.Everything.class);
  }

  @Test
  void enumsHaveOneHome() {
    holds(
        Rules.ENUMS_HAVE_ONE_HOME,
        apex.kernel.run.ExecutionStatus.class,
        apex.backend.chat.violation.ExecutionStatus.class);
  }

  @Test
  void testsDoNotSleepOrMock() {
    assertThat(Rules.TESTS_DO_NOT_SLEEP_OR_MOCK.evaluate(broken(Sleeps.class)).hasViolation())
        .isTrue();
    var tests =
        House.tests()
            .that(
                com.tngtech.archunit.base.DescribedPredicate.describe(
                    "are not deliberate violations",
                    type -> !type.getName().startsWith(Sleeps.class.getName())));
    Rules.TESTS_DO_NOT_SLEEP_OR_MOCK.check(tests);
  }

  @Test
  void everyPackageSaysWhatItIsForAndForbidsNull() {
    assertThat(Rules.packagesWithoutInfo(broken(Sleeps.class))).isNotEmpty();
    assertThat(Rules.packagesWithoutInfo(HOUSE)).isEmpty();
    assertThat(Rules.packagesNotNullMarked(HOUSE)).isEmpty();
  }

  /// Sees the rule catch `violations` before it trusts the rule with the house.
  private static void holds(ArchRule rule, Class<?>... violations) {
    assertThat(rule.evaluate(broken(violations)).hasViolation())
        .as("the rule catches its deliberate violation")
        .isTrue();
    rule.check(HOUSE);
  }

  private static JavaClasses broken(Class<?>... violations) {
    return new ClassFileImporter().importClasses(violations);
  }

  static final class Sleeps {
    void sleep() throws InterruptedException {
      Thread.sleep(1);
    }
  }
}

package apex.bench.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noConstructors;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/// The invariants of `ARCHITECTURE.md`, each as a rule over class files.
final class Rules {
  private static final String[] DRIVERS = {
    "org.postgresql..",
    "com.zaxxer..",
    "org.jdbi..",
    "org.flywaydb..",
    "redis.clients..",
    "com.clickhouse..",
    "java.sql..",
    "javax.sql.."
  };

  /// The one class of the kernel with a library behind it (docs/decisions/0006).
  private static final String BREAKER = "apex.kernel.resilience.Breaker";

  static final ArchRule KERNEL_DEPENDS_ON_NOTHING =
      classes()
          .that()
          .resideInAPackage("apex.kernel..")
          .and()
          .doNotHaveFullyQualifiedName(BREAKER)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "apex.kernel..", "org.jspecify..");

  static final ArchRule ONE_CLASS_SEES_THE_BREAKERS_LIBRARY =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(BREAKER)
          .and()
          .resideOutsideOfPackage("apex.bench..") // where it is the peer
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.github.resilience4j..");

  static final ArchRule SPEND_IS_PURE =
      noClasses()
          .that()
          .resideInAPackage("apex.spend..")
          .should()
          .dependOnClassesThat(
              describe(
                  "do I/O or come from elsewhere",
                  type ->
                      !resideInAnyPackage(
                                  "java..", "apex.spend..", "apex.kernel..", "org.jspecify..")
                              .test(type)
                          || resideInAnyPackage(
                                  "java.nio.file..",
                                  "java.nio.channels..",
                                  "java.net..",
                                  "java.sql..")
                              .test(type)
                          || type.getName()
                              .matches("java\\.io\\.(File|Input|Output|Reader|Writer).*")));

  static final ArchRule SPEND_HAS_NO_CLOCK =
      noClasses()
          .that()
          .resideInAPackage("apex.spend..")
          .should()
          .callMethodWhere(
              call(
                  "read a clock",
                  call ->
                      call.getName().equals("now")
                              && call.getTargetOwner().getPackageName().startsWith("java.time")
                          || call.getName().equals("currentTimeMillis")
                          || call.getName().equals("nanoTime")
                          || call.getName().startsWith("system")
                              && call.getTargetOwner().getPackageName().startsWith("java.time")));

  static final ArchRule ONLY_STORES_SEES_DRIVERS =
      noClasses()
          .that()
          // `embedded` makes the roles of the database it starts; nothing else may
          .resideOutsideOfPackages("apex.stores..", "apex.embedded..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(DRIVERS);

  static final ArchRule ONLY_EDGE_SEES_THE_WEB_SERVER =
      noClasses()
          .that()
          .resideOutsideOfPackage("apex.edge..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.helidon..", "io.modelcontextprotocol..");

  static final ArchRule ONLY_API_USES_THE_EDGE =
      noClasses()
          .that()
          .resideInAnyPackage("apex.backend.(*)..", "apex.auth.(*)..")
          .and()
          .resideOutsideOfPackages("apex.backend.api..", "apex.auth.api..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "apex.edge.http..", "apex.edge.mcp..", "apex.edge.socket..", "apex.edge.token..");

  static final ArchRule AUTH_KNOWS_NEITHER_BACKEND_NOR_OPS = strangers("auth", "backend", "ops");
  static final ArchRule BACKEND_KNOWS_NEITHER_AUTH_NOR_OPS = strangers("backend", "auth", "ops");
  static final ArchRule OPS_KNOWS_NEITHER_AUTH_NOR_BACKEND = strangers("ops", "auth", "backend");
  static final ArchRule LAUNCHER_STARTS_THEM_BY_CLASS_PATH_ONLY =
      strangers("launcher", "auth", "backend");

  static final ArchRule ARROWS_POINT_DOWN =
      noClasses()
          .that()
          .resideInAnyPackage("apex.stores..", "apex.edge..", "apex.embedded..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "apex.auth..", "apex.backend..", "apex.ops..", "apex.launcher..", "apex.bench..");

  static final ArchRule BACKEND_CALLS_ONE_WAY_DOWN =
      noClasses()
          .that(
              describe(
                  "are below the API",
                  type ->
                      resideInAnyPackage(
                              "apex.backend.chat..",
                              "apex.backend.agents..",
                              "apex.backend.ingestion..",
                              "apex.backend.model..")
                          .test(type)))
          .should(
              new ArchCondition<JavaClass>("call upwards") {
                private final List<String> order = List.of("model", "agents", "chat", "api");

                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  type.getDirectDependenciesFromSelf().stream()
                      .filter(to -> rank(to.getTargetClass()) > rank(type))
                      .forEach(to ->
                          events.add(SimpleConditionEvent.satisfied(type, to.getDescription())));
                }

                private int rank(JavaClass type) {
                  var parts = type.getPackageName().split("\\.");
                  if (parts.length < 3 || !parts[1].equals("backend")) return -1;
                  return parts[2].equals("ingestion") ? 2 : order.indexOf(parts[2]);
                }
              });

  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("apex.(**)").should().beFreeOfCycles();

  static final ArchRule DOMAIN_CARRIES_NO_WIRE_ANNOTATION =
      noClasses()
          .that()
          .resideInAnyPackage("apex.kernel..", "apex.spend..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("tools.jackson..", "com.fasterxml..", "jakarta..", "org.jdbi..");

  static final ArchRule BUILDING_DOES_NO_IO =
      noConstructors()
          .that()
          .areDeclaredInClassesThat()
          .resideInAnyPackage(
              "apex.kernel..",
              "apex.spend..",
              "apex.stores..",
              "apex.edge..",
              "apex.auth..",
              "apex.backend..")
          .should(
              new ArchCondition<JavaCodeUnit>("do I/O") {
                @Override
                public void check(JavaCodeUnit unit, ConditionEvents events) {
                  unit.getCallsFromSelf().stream()
                      .filter(Rules::isIo)
                      .forEach(io ->
                          events.add(SimpleConditionEvent.satisfied(unit, io.getDescription())));
                }
              });

  static final ArchRule ENVIRONMENT_IS_READ_IN_MAIN =
      noClasses()
          .that(
              describe(
                  "are not a program",
                  type ->
                      !isProgram(type)
                          && !type.getName().equals("apex.kernel.environment.Environment")
                          // what tests hold instead of a main: the real stores, started once
                          && !type.getName().matches("apex[.]embedded[.]Real[A-Za-z]+")))
          .should()
          .callMethodWhere(
              call(
                  "read the environment",
                  call ->
                      call.getName().equals("getenv")
                          || call.getName().equals("ofProcess")
                              && call.getTargetOwner().getSimpleName().equals("Environment")));

  static final ArchRule PRIVATE_KEYS_NEVER_LEAVE_AUTH =
      noClasses()
          .that()
          .resideOutsideOfPackage("apex.auth..")
          .should()
          .dependOnClassesThat(
              describe(
                  "hold or use a private key",
                  type ->
                      type.getName().matches("java\\.security\\..*PrivateKey.*")
                          || type.getName().matches("com\\.nimbusds\\..*Signer")));

  static final ArchRule QUEUES_ARE_BOUNDED =
      noClasses()
          .that()
          .resideInAPackage("apex..")
          .should()
          .callCodeUnitWhere(
              describe(
                  "make an unbounded queue",
                  (JavaCall<?> call) ->
                      call.getTargetOwner()
                                  .getName()
                                  .matches("java\\.util\\.concurrent\\.LinkedBlocking(Queue|Deque)")
                              && call.getName().equals("<init>")
                              && call.getTarget().getRawParameterTypes().isEmpty()
                          || call.getName().equals("newCachedThreadPool")
                          || call.getName().equals("newFixedThreadPool")
                          || call.getName().equals("newSingleThreadExecutor")));

  static final ArchRule ONLY_MAIN_EXITS =
      noClasses()
          .that(describe("are not a program", type -> !isProgram(type)))
          .should()
          .callMethodWhere(
              call(
                  "end the process",
                  call ->
                      Set.of("exit", "halt").contains(call.getName())
                          && Set.of("System", "Runtime")
                              .contains(call.getTargetOwner().getSimpleName())));

  static final ArchRule ENUMS_HAVE_ONE_HOME =
      classes()
          .that(describe("are enums", JavaClass::isEnum))
          .should(
              new ArchCondition<JavaClass>("not share their name with another enum") {
                private final Map<String, JavaClass> seen = new HashMap<>();

                @Override
                public void init(Collection<JavaClass> all) {
                  seen.clear();
                }

                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  var twin = seen.putIfAbsent(type.getSimpleName(), type);
                  if (twin != null && !twin.equals(type))
                    events.add(
                        SimpleConditionEvent.violated(
                            type, type.getName() + " has the name of " + twin.getName()));
                }
              });

  static final ArchRule TESTS_DO_NOT_SLEEP_OR_MOCK =
      noClasses()
          .should()
          .callMethodWhere(
              call(
                  "sleep",
                  call ->
                      call.getName().equals("sleep")
                          && Set.of("java.lang.Thread", "java.util.concurrent.TimeUnit")
                              .contains(call.getTargetOwner().getName())))
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("org.mockito..", "org.easymock..", "org.jmock..");

  /// Every package opens with a package-info that says what it is for and forbids null.
  static List<String> packagesWithoutInfo(Iterable<JavaClass> types) {
    var known = new java.util.TreeMap<String, Boolean>();
    for (var type : types)
      known.merge(
          type.getPackageName(), type.getSimpleName().equals("package-info"), Boolean::logicalOr);
    return known.entrySet().stream().filter(e -> !e.getValue()).map(Map.Entry::getKey).toList();
  }

  static List<String> packagesNotNullMarked(Iterable<JavaClass> types) {
    var bare = new java.util.ArrayList<String>();
    for (var type : types)
      if (type.getSimpleName().equals("package-info")
          && !type.isAnnotatedWith(NullMarked.class.getName())) bare.add(type.getPackageName());
    return bare;
  }

  private static boolean isProgram(JavaClass type) {
    return type.getMethods().stream()
        .anyMatch(method ->
            method.getName().equals("main") && method.getModifiers().contains(JavaModifier.STATIC));
  }

  private static ArchRule strangers(String one, String... others) {
    return noClasses()
        .that()
        .resideInAPackage("apex." + one + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            java.util.Arrays.stream(others).map(o -> "apex." + o + "..").toArray(String[]::new));
  }

  private static boolean isIo(JavaAccess<?> access) {
    var owner = access.getTargetOwner().getName();
    return owner.equals("java.nio.file.Files")
        || owner.equals("java.net.Socket")
        || owner.startsWith("java.io.File") && !owner.equals("java.io.File")
        || owner.equals("java.net.http.HttpClient") && access.getName().startsWith("send")
        || access.getName().equals("getConnection");
  }

  private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaMethodCall> call(
      String what,
      java.util.function.Predicate<com.tngtech.archunit.core.domain.JavaMethodCall> test) {
    return describe(what, test);
  }

  private Rules() {}
}

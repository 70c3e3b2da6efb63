package apex.backend;

import apex.backend.agents.Team;
import apex.backend.agents.asking.OwnUsage;
import apex.backend.agents.asking.RunModel;
import apex.backend.agents.data.AtOnce;
import apex.backend.agents.data.StandingStudy;
import apex.backend.agents.step.RunContext;
import apex.backend.agents.triage.Sense;
import apex.backend.api.Api;
import apex.backend.api.AuthProbe;
import apex.backend.api.Background;
import apex.backend.api.McpConfig;
import apex.backend.api.PageProbe;
import apex.backend.api.SocketProbe;
import apex.backend.chat.Chat;
import apex.backend.chat.ChatConfig;
import apex.backend.chat.Desk;
import apex.backend.chat.Feed;
import apex.backend.chat.Follower;
import apex.backend.chat.Proofs;
import apex.backend.chat.Runner;
import apex.backend.ingestion.ImportConfig;
import apex.backend.ingestion.UsageImports;
import apex.backend.ingestion.otlp.OtlpConfig;
import apex.backend.ingestion.otlp.OwnCall;
import apex.backend.ingestion.otlp.SpoolProbe;
import apex.backend.ingestion.otlp.TelemetryLine;
import apex.backend.model.LanguageModel;
import apex.backend.model.LanguageModelConfig;
import apex.backend.model.LanguageModelProbe;
import apex.backend.model.ModelCall;
import apex.backend.model.SentenceModel;
import apex.backend.prices.BuiltInPrices;
import apex.backend.prices.Repricer;
import apex.backend.prices.WorkspaceBooks;
import apex.backend.removal.Removals;
import apex.edge.http.Routes;
import apex.edge.http.Server;
import apex.edge.http.ServerConfig;
import apex.edge.process.ServiceProcess;
import apex.edge.telemetry.Telemetry;
import apex.edge.telemetry.TelemetryConfig;
import apex.kernel.environment.Environment;
import apex.kernel.environment.Stage;
import apex.kernel.failure.ApexException;
import apex.kernel.health.DependencyGraph;
import apex.kernel.health.HealthReport;
import apex.kernel.health.HealthWatch;
import apex.kernel.health.Phase;
import apex.kernel.health.PhasedStart;
import apex.kernel.health.Probe;
import apex.spend.price.PriceBook;
import apex.stores.clickhouse.Analytics;
import apex.stores.clickhouse.ClickHouseConfig;
import apex.stores.clickhouse.ClickHouseProbe;
import apex.stores.clickhouse.CostSets;
import apex.stores.clickhouse.Removal;
import apex.stores.clickhouse.SamplingQuery;
import apex.stores.clickhouse.SemanticsQuery;
import apex.stores.clickhouse.SpanIntake;
import apex.stores.clickhouse.UsageQuery;
import apex.stores.clickhouse.UsageStore;
import apex.stores.postgres.AdoptedCosts;
import apex.stores.postgres.Database;
import apex.stores.postgres.EmitterVotes;
import apex.stores.postgres.EndedSessions;
import apex.stores.postgres.ImportStore;
import apex.stores.postgres.IngestBatches;
import apex.stores.postgres.KeySetCache;
import apex.stores.postgres.KeyStore;
import apex.stores.postgres.Migrations;
import apex.stores.postgres.PostgresConfig;
import apex.stores.postgres.PostgresProbe;
import apex.stores.postgres.PriceAudits;
import apex.stores.postgres.PriceTerms;
import apex.stores.postgres.RateTable;
import apex.stores.postgres.ReceiptStore;
import apex.stores.postgres.RemovalStore;
import apex.stores.postgres.Repricings;
import apex.stores.postgres.RunStore;
import apex.stores.postgres.Schema;
import apex.stores.postgres.SemanticsOverrides;
import apex.stores.postgres.StandingStudies;
import apex.stores.postgres.ThreadStore;
import apex.stores.postgres.TicketTable;
import apex.stores.postgres.UserNames;
import apex.stores.postgres.WorkspaceSettings;
import apex.stores.redis.LiveHints;
import apex.stores.redis.RateLimits;
import apex.stores.redis.Redis;
import apex.stores.redis.RedisConfig;
import apex.stores.redis.RedisProbe;
import apex.stores.redis.Tickets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole backend, put together in one place. Building it does no I/O; [#start] does, in the
/// order in which the parts need each other.
public final class Backend implements ServiceProcess.Service {
  private static final Logger LOG = LoggerFactory.getLogger(Backend.class);
  private static final int REPRICED_AT_ONCE = 20_000;
  private static final int LISTENERS_MAX = 100_000;
  private static final Duration PROBE_PATIENCE = Duration.ofSeconds(2);
  private static final Duration LEDGER_PATIENCE = Duration.ofMillis(700);
  private static final Duration STUDY_EVERY = Duration.ofSeconds(15);
  private static final Duration PREPARE_EVERY = Duration.ofSeconds(2);

  private final Config config;
  private final Database database;
  private final Redis redis;
  private final Analytics analytics;
  private final LiveHints hints;
  private final SentenceModel sentences = new SentenceModel();
  private final Sense sense = new Sense(sentences);
  private final Optional<LanguageModel> languageModel;
  private final Team team;
  private final Runner runner;
  private final List<Probe> probes;
  private final HealthWatch watch;
  private final Api api;
  private final Routes routes;
  private final Server server;
  private final Background ledger;
  private final Background studies;
  private final TelemetryLine telemetry;
  private final Telemetry told;
  private final PhasedStart phases = new PhasedStart();
  private final CountDownLatch ledgerPrepared = new CountDownLatch(1);
  private volatile List<String> failures = List.of();

  /// All settings of the process.
  public record Config(
      BackendConfig own,
      ServerConfig server,
      ChatConfig chat,
      ImportConfig imports,
      OtlpConfig telemetry,
      McpConfig mcp,
      TelemetryConfig traces,
      Optional<LanguageModelConfig> languageModel,
      PostgresConfig postgres,
      RedisConfig redis,
      ClickHouseConfig clickHouse) {
    public static Config from(Environment environment) {
      var own = BackendConfig.from(environment);
      return new Config(
          own,
          ServerConfig.from(environment, own.bind(), own.port()),
          ChatConfig.from(environment),
          ImportConfig.from(environment),
          OtlpConfig.from(environment),
          McpConfig.from(environment),
          TelemetryConfig.from("apex-backend", environment),
          LanguageModelConfig.from(environment),
          PostgresConfig.from(environment),
          RedisConfig.from(environment),
          ClickHouseConfig.from(environment));
    }
  }

  public Backend(Config config, PriceBook book, InstantSource clock) {
    this.config = config;
    this.told = new Telemetry(config.traces());
    this.database = new Database(config.postgres());
    this.redis = new Redis(config.redis());
    this.analytics = new Analytics(config.clickHouse());
    List.of(database.guard(), redis.guard(), analytics.guard()).forEach(told::watch);
    this.languageModel = config.languageModel().map(own -> new LanguageModel(own, clock));
    languageModel.map(LanguageModel::guard).ifPresent(told::watch);
    this.hints = new LiveHints(redis, LISTENERS_MAX);
    var batches = new IngestBatches(database);
    var usage = new UsageQuery(analytics, batches, new AdoptedCosts(database));
    var runs = new RunStore(database);
    var threads = new ThreadStore(database);
    var workspaces = new WorkspaceSettings(database);
    var prices = prices(book, clock);
    var standing =
        new StandingStudy(
            usage,
            prices.books(),
            new StandingStudies(database),
            workspaces,
            clock,
            config.own().standingCallsMax());
    this.studies = new Background("study all calls", STUDY_EVERY, standing::round);
    this.team =
        new Team(
            usage,
            prices.books(),
            sense,
            clock,
            new AtOnce(config.own().replayCallsMax(), config.own().studyCallsMax()),
            standing,
            config.own().capacities(),
            run -> new RunModel(run, languageModel, this::keep));
    this.runner =
        new Runner(
            runs,
            new Desk(runs, threads, workspaces, team),
            hints::publish,
            config.chat(),
            clock,
            told.tracer());
    var chat = new Chat(threads, runs, runner);
    var imports =
        new UsageImports(
            config.imports(),
            clock,
            prices.books(),
            new UsageStore(analytics, batches, new UserNames(database)),
            new ImportStore(database),
            workspaces);
    this.telemetry =
        new TelemetryLine(
            config.telemetry(),
            clock,
            () ->
                new SpanIntake(
                    analytics,
                    batches,
                    new UserNames(database),
                    clock,
                    config.telemetry().remembered()),
            batches,
            workspaces,
            prices.books(),
            new EmitterVotes(database));
    this.probes = probes(clock);
    this.watch =
        new HealthWatch(
            DependencyGraph.house(),
            "backend_service",
            probes,
            new HealthWatch.Rhythm(
                config.own().healthEvery(), HealthWatch.Rhythm.STANDARD.deadline()),
            clock,
            this::heard);
    this.api =
        new Api(
            new Api.Config(
                config.own().stage(),
                Version.current(),
                config.own().auth(),
                config.own().issuer(),
                config.own().serviceSecret(),
                config.own().webFolder(),
                config.own().limits(),
                config.imports().bytesMax(),
                config.mcp()),
            new Api.Parts(
                chat,
                new Proofs(chat, team, new RemovalStore(database)),
                new Feed(chat, hints, Follower.Rhythm.STANDARD),
                imports,
                telemetry,
                new ReceiptStore(database),
                new SamplingQuery(analytics, batches),
                usage,
                prices,
                new Tickets(redis, new TicketTable(database)),
                new RateLimits(redis, new RateTable(database), clock),
                new KeyStore(database),
                new KeySetCache(database),
                new EndedSessions(database),
                workspaces,
                new Removals(
                    new Removal(analytics), usage, new RemovalStore(database), workspaces, clock),
                watch,
                phases,
                probes,
                clock,
                told));
    this.routes = api.routes();
    this.server = new Server(config.server(), routes, told);
    this.ledger = new Background("prepare the ledger", PREPARE_EVERY, this::prepareLedger);
  }

  private void keep(RunContext run, ModelCall made) {
    telemetry.keep(
        new OwnCall(
            run.workspace(),
            OwnUsage.call(run, made),
            made.tokens().isPresent(),
            made.responseId()));
  }

  private Api.Prices prices(PriceBook book, InstantSource clock) {
    var terms = new PriceTerms(database);
    var words = new SemanticsOverrides(database);
    var books = new WorkspaceBooks(book, terms, words, clock);
    var repricings = new Repricings(database);
    var costs = new CostSets(analytics);
    var semantics = new SemanticsQuery(analytics);
    return new Api.Prices(
        books,
        terms,
        new PriceAudits(database),
        words,
        semantics,
        repricings,
        new AdoptedCosts(database),
        costs,
        new Repricer(repricings, costs, semantics, books, REPRICED_AT_ONCE),
        BuiltInPrices.second());
  }

  private List<Probe> probes(InstantSource clock) {
    var probes =
        Stream.of(
            new PostgresProbe(database, Schema.BACKEND),
            new RedisProbe(redis),
            new AuthProbe(config.own().auth(), PROBE_PATIENCE),
            new ClickHouseProbe(analytics),
            new SpoolProbe(telemetry, clock),
            new SocketProbe(this::port, PROBE_PATIENCE),
            new PageProbe(config.own().webFolder()));
    return Stream.concat(probes, languageModel.stream().map(LanguageModelProbe::new)).toList();
  }

  /// Comes up in phases: PostgreSQL is required. In staging and production so is everything else
  /// that is used; in development it serves what it can without.
  @Override
  public void start(Runnable listening) throws InterruptedException {
    phases.phase(
        Phase.PHASE_1_CORE,
        "database_postgres",
        config.own().startDeadline(),
        () -> Migrations.backend(config.postgres()));
    ledger.start();
    if (config.own().stage() == Stage.DEVELOPMENT) awaitLedger();
    else insist();
    telemetry.start();
    api.start();
    runner.start();
    studies.start();
    server.start();
    sentences.load(this::rehearse); // last: until then questions are read by rules alone
    watch.ask();
    watch.start();
    listening.run();
  }

  private void insist() throws InterruptedException {
    insist(Phase.PHASE_1_CORE, "database_redis");
    insist(Phase.PHASE_2_AUTH, "auth_service");
    var deadline = config.own().startDeadline();
    phases.phase(Phase.PHASE_3_BACKEND, "database_clickhouse", deadline, ledgerPrepared::await);
    insist(Phase.PHASE_3_BACKEND, "database_clickhouse");
    insist(Phase.PHASE_4_FRONTEND, "frontend_service");
  }

  private void insist(Phase phase, String service) throws InterruptedException {
    for (var probe : probes)
      if (probe.service().equals(service))
        phases.insist(phase, probe, config.own().startDeadline());
  }

  /// So that the first question is answered as fast as the second.
  private void rehearse() {
    sense.prepare();
    try {
      team.rehearse();
    } catch (ApexException cold) {
      LOG.info("The first question may take longer: {}", cold.getMessage());
    }
  }

  private void prepareLedger() {
    if (ledgerPrepared.getCount() == 0) return;
    apex.stores.clickhouse.Migrations.run(analytics);
    ledgerPrepared.countDown();
  }

  /// A moment, so that a start beside a working ClickHouse is not told as a failure.
  private void awaitLedger() throws InterruptedException {
    if (!ledgerPrepared.await(LEDGER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
      LOG.warn("Starting without the ledger: ClickHouse is not prepared yet, trying on");
  }

  /// Tells the log what failed, once for each change.
  private void heard(HealthReport report) {
    var now = report.failureLines();
    if (now.equals(failures)) return;
    failures = now;
    now.forEach(LOG::error);
    if (now.isEmpty()) LOG.info("All services answer again");
  }

  /// Every address it answers.
  List<String> addresses() {
    return routes.addresses();
  }

  @Override
  public int port() {
    return server.port();
  }

  /// Whether questions are read by meaning and not by rules alone yet.
  public boolean awaitSentences(Duration patience) throws InterruptedException {
    return sentences.awaitReady(patience);
  }

  /// Takes nothing new, finishes or hands on what is being answered, and lets go of the stores.
  @Override
  public void close() {
    runner.close();
    languageModel.ifPresent(LanguageModel::close);
    sentences.close();
    server.close();
    watch.close();
    api.close();
    studies.close();
    ledger.close();
    telemetry.close();
    hints.close();
    redis.close();
    analytics.close();
    database.close();
    told.close();
  }
}

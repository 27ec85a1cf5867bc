package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.cli.History.Acknowledged;
import dev.gatehouse.secrets.MasterKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Two gateways on one PostgreSQL and two workers, each of which asks the gateways in turn, with a link between each
 * pair that talks. Sessions live for a fifth of their usual time, so that a fault of seconds outlasts them.
 */
final class Fleet implements AutoCloseable {
    /** How many jobs a worker runs at once, each under a uid of its own. */
    static final int SLOTS = 12;

    private static final Map<String, String> SHORT_LIVES = Map.of(
            "GATEHOUSE_WORKER_SESSION_TTL", "PT6S",
            "GATEHOUSE_WORKER_RENEWAL", "PT1S",
            "GATEHOUSE_EXECUTION_MISSES_APART", "PT0.8S",
            "GATEHOUSE_EXECUTION_GAP_GRACE", "PT6S",
            "GATEHOUSE_EXECUTION_REASSIGN_GRACE", "PT2S",
            "GATEHOUSE_EXECUTION_UNSTARTED_LEASE", "PT4S",
            "GATEHOUSE_EXECUTION_LONGEST_DELAY", "PT4S");
    private static final String LIVE_WORKERS = """
            SELECT count(DISTINCT worker_id) FROM worker_session
             WHERE ended_at IS NULL AND expires_at > now()""";
    private static final int FIRST_UID = 3_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path root;
    private final List<Integer> ports;
    private final FleetDatabase database;
    private final List<Link> callersToGateway;

    /** Those of the first worker before those of the second. */
    private final List<Link> workerToGateway;

    /** What each worker takes for the gateway. */
    private final List<Alternating> balancers;

    private final List<Link> gatewayToDatabase;
    private final List<Member> gateways;
    private final List<Member> workers;

    private Fleet(Path root, List<Integer> ports) throws IOException {
        this.root = root;
        this.ports = ports;
        database = FleetDatabase.startedIn(root.resolve("database"), ports.getLast());
        callersToGateway = gatewayPorts().map(Link::to).toList();
        workerToGateway =
                Stream.concat(gatewayPorts(), gatewayPorts()).map(Link::to).toList();
        balancers = List.of(balancer(0), balancer(1));
        gatewayToDatabase = gatewayPorts().map(_ -> Link.to(database.port())).toList();
        gateways = IntStream.range(0, 2).mapToObj(this::gateway).toList();
        workers = IntStream.range(0, 2).mapToObj(this::worker).toList();
    }

    /** A running fleet in a new folder, with the tenant {@code demo} and its group {@code default}. */
    static Fleet started() throws IOException {
        assertThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
                .as("jobs have uids of their own, by which they are found, under root only")
                .isEqualTo(0);
        Path root = Files.createTempDirectory(
                "gatehouse-it-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        Set<Integer> ports = new HashSet<>();
        while (ports.size() < 3) {
            ports.add(Installation.twoFreePorts());
        }
        var fleet = new Fleet(root.toRealPath(), List.copyOf(ports));
        // Who ends the tests ends what they started, the paused with the rest.
        Runtime.getRuntime().addShutdownHook(new Thread(fleet::endProcesses, "fleet-end"));
        try {
            fleet.startGateways();
            fleet.startWorkers();
            return fleet;
        } catch (IOException | RuntimeException | AssertionError failure) {
            fleet.close();
            throw new IllegalStateException("no fleet; its logs are in " + root, failure);
        }
    }

    /** They share the master key, which somebody makes before; the second comes when the first has made the tables. */
    private void startGateways() throws IOException {
        MasterKey.create(root.resolve("master.key"), new SecureRandom());
        for (int i = 0; i < gateways.size(); i++) {
            int number = i;
            gateways.get(i).start();
            Installation.until("gateway " + i + " is ready", PATIENCE, () -> isReady(number));
        }
        Files.writeString(
                home().resolve("cli.json"),
                Json.object()
                        .put("url", url(0).toString())
                        .put("tenant", "demo")
                        .put("tokenFile", home().resolve("tokens/demo.token").toString())
                        .toString());
    }

    private void startWorkers() throws IOException {
        apply("""
                apiVersion: gatehouse.dev/v1
                kind: WorkerGroup
                metadata: {name: default}
                spec: {}
                """);
        for (int i = 0; i < workers.size(); i++) {
            Files.writeString(root.resolve("join-" + i), gatehouse("", "worker", "token", "default"));
            workers.get(i).start();
        }
        Installation.until("the workers are ready", PATIENCE, this::bothWorkersLive);
    }

    private Member gateway(int i) {
        Map<String, String> environment = new HashMap<>(SHORT_LIVES);
        environment.put("GATEHOUSE_HOME", root.resolve("gateway-" + i).toString());
        environment.put("GATEHOUSE_PORT", Integer.toString(ports.get(i)));
        environment.put("GATEHOUSE_MANAGEMENT_PORT", Integer.toString(ports.get(i) + 1));
        environment.put("GATEHOUSE_TENANTS", "demo");
        environment.put("GATEHOUSE_MASTER_KEY_FILE", root.resolve("master.key").toString());
        environment.putAll(database.environment(gatewayToDatabase.get(i).port()));
        return new Member(
                root.resolve("gateway-" + i + ".log"),
                environment,
                List.of(Clone.ROOT
                        .resolve("gateway/target/quarkus-app/quarkus-run.jar")
                        .toString()));
    }

    private Member worker(int i) {
        return new Member(
                workerLog(i),
                Map.of(),
                List.of(
                        Clone.ROOT.resolve("worker/target/gatehouse-worker.jar").toString(),
                        "--url",
                        balancers.get(i).url(),
                        "--home",
                        root.resolve("worker-" + i).toString(),
                        "--join-token-file",
                        root.resolve("join-" + i).toString(),
                        "--slots",
                        Integer.toString(SLOTS),
                        "--first-uid",
                        Integer.toString(firstUid(i))));
    }

    private Alternating balancer(int worker) throws IOException {
        return Alternating.between(workerToGateway.subList(2 * worker, 2 * worker + 2).stream()
                .map(link -> "http://127.0.0.1:" + link.port())
                .toList());
    }

    private Path workerLog(int i) {
        return root.resolve("worker-" + i + ".log");
    }

    /** Fleets of one machine must not share uids. */
    private int firstUid(int worker) {
        return FIRST_UID + (ports.get(worker) - 20_000) * SLOTS;
    }

    private Stream<Integer> gatewayPorts() {
        return ports.stream().limit(2);
    }

    Path root() {
        return root;
    }

    private Path home() {
        return root.resolve("gateway-0");
    }

    private URI url(int gateway) {
        return URI.create("http://127.0.0.1:" + callersToGateway.get(gateway).port());
    }

    /** The two gateways as callers see them: through a link, and with little patience. */
    List<GatewayClient> callers(Duration patience) throws IOException {
        return callers(
                patience, Files.readString(home().resolve("tokens/demo.token")).strip());
    }

    /** The same for somebody with another token than the owner's. */
    List<GatewayClient> callers(Duration patience, String token) {
        return IntStream.range(0, 2)
                .mapToObj(i -> new GatewayClient(
                        url(i), "demo", Optional.of(token), World.ofProcess(), Installation.trust(), patience))
                .toList();
    }

    /** Declares resources from text. */
    void apply(String manifest) {
        gatehouse(manifest, "apply", "-f", "-");
    }

    /** What the command line says, which has to succeed. */
    String gatehouse(String input, String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        command.addAll(List.of("--home", home().toString()));
        CommandRun run = CommandRun.withInput(root, input, command.toArray(String[]::new));
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        return run.out();
    }

    /** Verifies the whole log, which has to contain what it contained the last time. */
    CommandRun verifyLog() {
        return CommandRun.of(
                root,
                "audit",
                "verify",
                "--home",
                home().toString(),
                "--url",
                url(0).toString(),
                "--anchor",
                root.resolve("anchor").toString());
    }

    /** A connection of the test's own, past every link. */
    Connection database() throws SQLException {
        return database.connect();
    }

    Breakable part(Fault.Target target) {
        return switch (target) {
            case FIRST_GATEWAY -> gateways.getFirst();
            case SECOND_GATEWAY -> gateways.getLast();
            case FIRST_WORKER -> workers.getFirst();
            case SECOND_WORKER -> workers.getLast();
            case DATABASE -> database;
            case CALLERS_TO_FIRST_GATEWAY -> callersToGateway.getFirst();
            case CALLERS_TO_SECOND_GATEWAY -> callersToGateway.getLast();
            case FIRST_WORKER_TO_FIRST_GATEWAY -> workerToGateway.get(0);
            case FIRST_WORKER_TO_SECOND_GATEWAY -> workerToGateway.get(1);
            case SECOND_WORKER_TO_FIRST_GATEWAY -> workerToGateway.get(2);
            case SECOND_WORKER_TO_SECOND_GATEWAY -> workerToGateway.get(3);
            case FIRST_GATEWAY_TO_DATABASE -> gatewayToDatabase.getFirst();
            case SECOND_GATEWAY_TO_DATABASE -> gatewayToDatabase.getLast();
        };
    }

    /** The processes of a worker's jobs; none of another part. */
    List<Processes.Found> jobsOf(Fault.Target target) {
        int worker = part(target) instanceof Member member ? workers.indexOf(member) : -1;
        return worker < 0 ? List.of() : Processes.ofUids(firstUid(worker), SLOTS);
    }

    /** The processes of all jobs. */
    List<Processes.Found> jobs() {
        return Stream.of(Fault.Target.FIRST_WORKER, Fault.Target.SECOND_WORKER)
                .flatMap(worker -> jobsOf(worker).stream())
                .toList();
    }

    /** Every process there is of the fleet and of its jobs. */
    List<Processes.Found> processes() {
        return Stream.concat(jobs().stream(), Processes.under(root).stream()).toList();
    }

    /** Waits until everything works again after it was mended; what had ended by itself is named, and started. */
    List<String> settle() {
        List<String> ended = new ArrayList<>();
        IntStream.range(0, 2).forEach(i -> {
            if (gateways.get(i).endedByItself()) {
                ended.add("gateway " + i + " ended by itself");
            }
            if (workers.get(i).endedByItself()) {
                ended.add("worker " + i + " ended by itself");
            }
        });
        Stream.of(gateways, workers).flatMap(List::stream).forEach(Member::start);
        Installation.until("both gateways are ready", PATIENCE, () -> isReady(0) && isReady(1));
        Installation.until("both workers are in a session", PATIENCE, this::bothWorkersLive);
        return ended;
    }

    private boolean isReady(int gateway) {
        var management = URI.create("http://127.0.0.1:" + (ports.get(gateway) + 1));
        try {
            return new GatewayClient(
                            management,
                            "demo",
                            Optional.empty(),
                            World.ofProcess(),
                            Installation.trust(),
                            Duration.ofSeconds(10))
                    .getAt(management.resolve("/q/health/ready"), 1 << 16)
                    .isSuccess();
        } catch (CommandFailure away) {
            return false;
        }
    }

    private boolean bothWorkersLive() {
        return database.count(LIVE_WORKERS) == workers.size();
    }

    /** What the workers' logs say that was answered to their reports; a line that a kill cut off says nothing. */
    List<Acknowledged> reports() throws IOException {
        List<Acknowledged> reports = new ArrayList<>();
        for (int i = 0; i < workers.size(); i++) {
            for (String line : Files.readAllLines(workerLog(i))) {
                if (line.contains("\"execution reported\"") && line.endsWith("}")) {
                    JsonNode said = Json.parse(line);
                    reports.add(new Acknowledged(
                            said.path("execution").asText(), said.path("state").asText()));
                }
            }
        }
        return reports;
    }

    /** How many workers have renewed their sessions since then, by the database's clock. */
    long renewedSince(Instant then) {
        return database.count(
                "SELECT count(DISTINCT worker_id) FROM worker_session WHERE ended_at IS NULL AND expires_at > "
                        + "timestamptz '" + then + "' + interval '" + SHORT_LIVES.get("GATEHOUSE_WORKER_SESSION_TTL")
                        + "'");
    }

    /** Whether anything that the subject asked for was started; not as long as the database is away. */
    boolean hasBegun(String subject) {
        try {
            return database.count("SELECT count(*) FROM execution WHERE started_at IS NOT NULL AND subject_id = '"
                            + subject + "'")
                    > 0;
        } catch (IllegalStateException away) {
            return false;
        }
    }

    /** How many executions have not ended. */
    long live() {
        return database.count("SELECT count(*) FROM execution WHERE state IN ('QUEUED', 'LEASED', 'RUNNING')");
    }

    /** By the clock by which events are recorded. */
    Instant now() {
        return database.now();
    }

    private void endProcesses() {
        Stream.of(workers, gateways).flatMap(List::stream).forEach(Member::kill);
        database.close();
    }

    /** Ends every process; the folder stays. */
    @Override
    public void close() throws IOException {
        endProcesses();
        balancers.forEach(Alternating::close);
        for (Link link : Stream.of(callersToGateway, workerToGateway, gatewayToDatabase)
                .flatMap(List::stream)
                .toList()) {
            link.close();
        }
    }
}

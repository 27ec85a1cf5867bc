package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets a kill switch. */
@Command(
        name = "set",
        description =
                "Sets a kill switch. From the answer on no gateway accepts what it stops (BLOCK), nor begins it and"
                        + " what waits is revoked (DRAIN), and what runs is stopped, too (KILL).")
final class StopSetCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    enum Level {
        BLOCK,
        DRAIN,
        KILL
    }

    @Parameters(index = "0", paramLabel = "LEVEL", description = "BLOCK, DRAIN or KILL.")
    private Level level = Level.BLOCK;

    @ArgGroup(multiplicity = "1")
    private final Extent extent = new Extent();

    /** What it stops: one of them. */
    static final class Extent {
        @Option(names = "--all", description = "Everything that the tenant has.")
        private boolean all;

        @Option(names = "--namespace", paramLabel = "NAMESPACE", description = "The jobs of a namespace and below.")
        private Optional<String> namespace = Optional.empty();

        @Option(names = "--job", paramLabel = "NAMESPACE/NAME", description = "One job.")
        private Optional<String> job = Optional.empty();

        @Option(names = "--worker-group", paramLabel = "GROUP", description = "What is to run in a worker group.")
        private Optional<String> workerGroup = Optional.empty();

        @Option(
                names = "--subject",
                paramLabel = "SUBJECT",
                description = "What a person or a service account starts, by its id or its name.")
        private Optional<String> subject = Optional.empty();

        private ObjectNode json(Settings settings) {
            ObjectNode json = Json.object();
            if (all) {
                json.put("tenant", true);
            }
            namespace.ifPresent(name -> json.put("namespace", name));
            job.ifPresent(name -> json.put("job", name));
            workerGroup.ifPresent(name -> json.put("workerGroup", name));
            subject.ifPresent(name -> json.put(
                    "subject", DirectoryName.path(settings, "subjects", name).substring("subjects/".length())));
            return json;
        }
    }

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, for everybody who meets it.")
    private String reason = "";

    @Option(
            names = "--expires",
            paramLabel = "DURATION",
            description = "How long it is in force: PT4H, P1D; until somebody lifts it unless it is said.")
    private Optional<Duration> expires = Optional.empty();

    StopSetCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        ObjectNode order = Json.object();
        order.set("extent", extent.json(settings));
        order.put("level", level.name());
        order.put("reason", reason);
        expires.ifPresent(time -> order.put("expires", time.toString()));
        JsonNode answer =
                settings.gateway().post("kill-switches", order).orThrow().json();
        if (output.isText()) {
            new KillSwitches(settings).show(List.of(answer));
        } else {
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }
}

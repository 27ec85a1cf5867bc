package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts a job, and waits for its end where that is wanted. */
@Command(
        name = "run",
        description = {
            "Starts a job and prints the execution's id.",
            "An input's value is taken as JSON where it is JSON (7, true, [1,2], \"7\"), else as the string it is."
        })
final class RunCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "JOB", description = "NAMESPACE/NAME")
    private String job = "";

    @Option(names = "--input", paramLabel = "NAME=VALUE", description = "An input; may be given often.")
    private List<String> inputs = List.of();

    @Option(
            names = "--inputs-file",
            paramLabel = "FILE",
            description = "A JSON object of inputs; --input goes over it.")
    private Optional<String> inputsFile = Optional.empty();

    @Option(names = "--revision", paramLabel = "N", description = "The job's revision (else the latest).")
    private Optional<Long> revision = Optional.empty();

    @Option(
            names = "--arg",
            paramLabel = "ARGUMENT",
            description = "A further argument of the command; may be given often.")
    private List<String> arguments = List.of();

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "A repeat with the same key starts nothing anew (else a fresh one).")
    private Optional<String> idempotencyKey = Optional.empty();

    @Option(names = "--wait", description = "Waits for the end and shows outputs, logs and the trace id.")
    private boolean wait;

    RunCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        GatewayClient gateway = settings.gateway();
        ObjectNode request = Json.object().put("job", job);
        revision.ifPresent(number -> request.put("revision", number));
        request.set("inputs", Inputs.over(fromFile(), inputs));
        if (!arguments.isEmpty()) {
            var args = request.putObject("launch").putArray("args");
            arguments.forEach(args::add);
        }
        String key = idempotencyKey.orElseGet(() -> settings.world().ids().get().toString());

        Answer answer = gateway.post("executions", request, Optional.of(key));
        if (answer.status() == 503 && "outcome_unknown".equals(answer.code())) {
            settings.world().say("gatehouse: repeat it with --idempotency-key " + key);
        }
        if (answer.status() == 422 && request.path("inputs").valueStream().anyMatch(JsonNode::isNumber)) {
            settings.world().say("gatehouse: a number that is to be a string is quoted: --input 'NAME=\"7\"'");
        }
        JsonNode accepted = answer.orThrow().json();
        accepted.path("warnings").forEach(warning -> settings.world().say("warning: " + warning.asText()));

        var watch = new ExecutionWatch(gateway, accepted.path("id").asText());
        if (!wait) {
            show(accepted);
            return ExitCode.DONE.number();
        }
        String started = "execution  " + accepted.path("id").asText();
        if (output.isText()) {
            settings.world().show(started);
        } else {
            settings.world().say(started);
        }
        JsonNode ended = watch.untilTerminal();
        if (output.isText()) {
            watch.show(ended);
        } else {
            settings.world().out().println(output.written(ended));
        }
        return "SUCCEEDED".equals(ended.path("state").asText()) ? ExitCode.DONE.number() : ExitCode.NEGATIVE.number();
    }

    private void show(JsonNode accepted) {
        World world = settings.world();
        if (output.isText()) {
            world.show("execution  " + accepted.path("id").asText());
            world.show("state      " + accepted.path("state").asText());
        } else {
            world.out().println(output.written(accepted));
        }
    }

    private ObjectNode fromFile() {
        if (inputsFile.isEmpty()) {
            return Json.object();
        }
        String name = inputsFile.get();
        try {
            JsonNode read = "-".equals(name)
                    ? Json.parse(settings.world().in().readAllBytes())
                    : Json.parse(Files.readAllBytes(settings.world().resolve(name)));
            if (read instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw CommandFailure.usage("cannot read a JSON object from " + name);
        }
        throw CommandFailure.usage("not a JSON object: " + name);
    }
}

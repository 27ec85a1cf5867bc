package dev.gatehouse.gateway.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.gatehouse.gateway.job.ProcessRun.FileContent;
import dev.gatehouse.gateway.problem.Violation;
import dev.gatehouse.secrets.SecretLimits;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one spec and collects everything that is wrong with it. */
final class JobSpecReader {
    private static final Pointer PROCESS = Pointer.ROOT.child("run").child("process");
    private static final Duration LONGEST = Duration.ofDays(7);

    private final JsonNode spec;
    private final List<Violation> violations = new ArrayList<>();

    JobSpecReader(JsonNode spec) {
        this.spec = spec;
    }

    JobSpec read() {
        JobSpec job = readStored();
        violations.addAll(InputSchema.violations(job.inputs(), Pointer.ROOT.child("inputs")));
        violations.addAll(TemplatePlaces.violations(job.run(), PROCESS));
        checkOverridable(job.run());
        checkPaths(job.run());
        violations.addAll(IdentityPlaces.violations(job, PROCESS));
        if (job.secrets().size() > SecretLimits.MAX_PER_JOB) {
            refuse(PROCESS, "references more than " + SecretLimits.MAX_PER_JOB + " secrets");
        }
        if (!violations.isEmpty()) {
            throw new InvalidJobSpec(violations);
        }
        return job;
    }

    JobSpec readStored() {
        return new JobSpec(
                spec.path("workerGroup").asText("default"),
                duration(Pointer.ROOT.child("timeout"), spec.path("timeout")).orElse(JobSpec.TIMEOUT),
                duration(Pointer.ROOT.child("queueTimeout"), spec.path("queueTimeout")),
                retry(spec.path("retry")),
                spec.path("priority").asInt(0),
                strings(spec.path("labels")),
                spec.hasNonNull("inputs") ? spec.get("inputs") : noInputs(),
                process(spec.path("run").path("process")),
                Overridable.of(overridable()));
    }

    /** The schema of a job that declares no inputs: it takes none. */
    private static JsonNode noInputs() {
        return JsonNodeFactory.instance.objectNode().put("type", "object").put("additionalProperties", false);
    }

    /** Nothing when none is declared, or none that could be taken. */
    private Optional<Duration> duration(Pointer at, JsonNode declared) {
        if (declared.isMissingNode()) {
            return Optional.empty();
        }
        Optional<Duration> duration = parseTimeout(declared.asText());
        if (duration.isEmpty()) {
            refuse(at, "not a duration between PT1S and P7D");
        }
        return duration;
    }

    /** The word {@code none} is what a job without retries may also say. */
    private Retry retry(JsonNode declared) {
        if (!declared.isObject()) {
            return Retry.NONE;
        }
        Pointer at = Pointer.ROOT.child("retry");
        Duration longest =
                duration(at.child("maxBackoff"), declared.path("maxBackoff")).orElse(Retry.MAX_BACKOFF);
        Duration backoff =
                duration(at.child("backoff"), declared.path("backoff")).orElse(Retry.BACKOFF);
        if (backoff.compareTo(longest) > 0) {
            refuse(at.child("maxBackoff"), "shorter than the backoff");
            return Retry.NONE;
        }
        return new Retry(declared.path("attempts").asInt(1), backoff, longest);
    }

    static Optional<Duration> parseTimeout(String text) {
        try {
            return Optional.of(Duration.parse(text)).filter(JobSpecReader::isTimeout);
        } catch (DateTimeParseException malformed) {
            return Optional.empty();
        }
    }

    static boolean isTimeout(Duration timeout) {
        return timeout.compareTo(Duration.ofSeconds(1)) >= 0 && timeout.compareTo(LONGEST) <= 0;
    }

    private ProcessRun process(JsonNode process) {
        List<Template> command = new ArrayList<>();
        for (JsonNode argument : process.path("command")) {
            command.add(template(argument.asText(), PROCESS.child("command").child(command.size())));
        }
        Map<String, Template> env = new LinkedHashMap<>();
        process.path("env")
                .properties()
                .forEach(variable -> env.put(
                        variable.getKey(),
                        template(
                                variable.getValue().asText(),
                                PROCESS.child("env").child(variable.getKey()))));
        Map<String, FileContent> files = new LinkedHashMap<>();
        process.path("files")
                .properties()
                .forEach(file -> files.put(
                        file.getKey(),
                        file(file.getValue(), PROCESS.child("files").child(file.getKey()))));
        Optional<Template> stdin = process.has("stdin")
                ? Optional.of(template(process.path("stdin").asText(), PROCESS.child("stdin")))
                : Optional.empty();
        List<IdentityToken> identity = new ArrayList<>();
        process.path("identity").forEach(token -> identity.add(identity(token)));
        return new ProcessRun(command, env, files, stdin, identity);
    }

    private static IdentityToken identity(JsonNode token) {
        String audience = token.path("audience").asText();
        return token.has("env")
                ? new IdentityToken.InEnv(audience, token.path("env").asText())
                : new IdentityToken.InFile(audience, token.path("file").asText());
    }

    private FileContent file(JsonNode file, Pointer at) {
        if (file.has("base64")) {
            if (file.path("template").asBoolean(false)) {
                refuse(at, "only a text file can be a template");
            }
            return new FileContent.BinaryFile(file.path("base64").asText());
        }
        String text = file.path("text").asText();
        return new FileContent.TextFile(
                file.path("template").asBoolean(false) ? template(text, at.child("text")) : Template.literal(text));
    }

    private Template template(String text, Pointer at) {
        try {
            return Template.parse(text);
        } catch (MalformedTemplate malformed) {
            refuse(at, malformed.problem());
            return Template.literal("");
        }
    }

    private List<String> overridable() {
        List<String> words = new ArrayList<>();
        spec.path("overridable").forEach(word -> words.add(word.asText()));
        return words;
    }

    private void checkOverridable(ProcessRun run) {
        List<String> words = overridable();
        Pointer at = Pointer.ROOT.child("overridable");
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.startsWith("env.") && Environment.isClosed(word.substring("env.".length()))) {
                refuse(at.child(i), "no launch may set this variable");
            }
            if (word.equals(Overridable.Option.ARGS.word()) && !ProgramText.mayAppend(run.command())) {
                refuse(
                        at.child(i),
                        "the command would take a launch's argument as program text; put the program into a file");
            }
        }
    }

    private void checkPaths(ProcessRun run) {
        for (String path : run.files().keySet()) {
            if (run.files().keySet().stream().anyMatch(other -> other.startsWith(path + "/"))) {
                refuse(PROCESS.child("files").child(path), "a file and a folder cannot have one name");
            }
        }
        if (run.command().getFirst().toString().isBlank()) {
            refuse(PROCESS.child("command").child(0), "a command begins with a program");
        }
    }

    private void refuse(Pointer at, String message) {
        violations.add(Violation.at(at.text(), message));
    }

    private static Map<String, String> strings(JsonNode object) {
        Map<String, String> strings = new LinkedHashMap<>();
        object.properties()
                .forEach(entry -> strings.put(entry.getKey(), entry.getValue().asText()));
        return strings;
    }
}

package dev.gatehouse.gateway.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.job.ProcessRun.FileContent;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.LaunchOptions;
import dev.gatehouse.policy.PlannedRun;
import dev.gatehouse.worker.FileLaunch;
import dev.gatehouse.worker.IdentityLaunch;
import dev.gatehouse.worker.Part;
import dev.gatehouse.worker.ProcessLaunch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One start of a job: its spec with everything filled in but secrets, whose places the worker fills.
 *
 * <p>Inputs and options must have been checked ({@link JobInputs}, {@link LaunchRules}); that a value came in by one of
 * them is the last time anybody reads it for meaning.
 *
 * @param subject who starts it
 */
public record JobLaunch(JobSpec spec, JsonNode inputs, LaunchOptions launch, ExecutionId execution, UUID subject) {
    /** The most characters that inputs may come to in all the places where a job fills them in. */
    public static final int MAX_FILLED = 4 << 20;

    /**
     * How many characters the inputs come to in all the places where the job fills them in; counted, not filled in,
     * because a manifest has room to name a long input many thousand times.
     */
    public static long filled(JobSpec spec, JsonNode inputs) {
        Map<TemplatePath, Long> lengths = new HashMap<>();
        return spec.run()
                .paths()
                .mapToLong(path -> lengths.computeIfAbsent(path, each -> length(each, inputs)))
                .sum();
    }

    private static long length(TemplatePath path, JsonNode inputs) {
        return switch (path) {
            case TemplatePath.Input input ->
                InputValue.text(InputValue.find(input, inputs)).length();
            case TemplatePath.Secret _, TemplatePath.Execution _, TemplatePath.Starter _ -> 0;
        };
    }

    /** What the worker runs. */
    public ProcessLaunch process() {
        ProcessRun run = spec.run();
        List<Part.Joined> command = new ArrayList<>();
        run.command().forEach(argument -> command.add(fill(argument)));
        launch.args().forEach(argument -> command.add(Part.Joined.text(argument)));
        Map<String, Part.Joined> env = new LinkedHashMap<>();
        run.env().forEach((name, value) -> env.put(name, fill(value)));
        launch.env().forEach((name, value) -> env.put(name, Part.Joined.text(value)));
        Map<String, FileLaunch> files = new LinkedHashMap<>();
        run.files().forEach((path, file) -> files.put(path, file(file)));
        List<IdentityLaunch> identity = new ArrayList<>();
        for (IdentityToken token : run.identity()) {
            switch (token) {
                case IdentityToken.InEnv inEnv -> {
                    env.put(inEnv.name(), inEnv.value());
                    identity.add(IdentityLaunch.atStart(inEnv.audience()));
                }
                case IdentityToken.InFile(String audience, String path) ->
                    identity.add(IdentityLaunch.inFile(audience, path));
            }
        }
        return run.stdin()
                .map(stdin -> new ProcessLaunch(command, env, files, fill(stdin)))
                .orElseGet(() -> new ProcessLaunch(command, env, files))
                .showing(identity);
    }

    /** The same for policy, which knows no parts: there are none but text in a command. */
    public PlannedRun planned() {
        Map<String, String> labels = new LinkedHashMap<>(spec.labels());
        labels.putAll(launch.labels());
        List<String> command = new ArrayList<>();
        spec.run().command().forEach(argument -> command.add(text(fill(argument))));
        command.addAll(launch.args());
        List<String> env = new ArrayList<>(spec.run().env().keySet());
        spec.run().identity().forEach(token -> {
            if (token instanceof IdentityToken.InEnv inEnv) {
                env.add(inEnv.name());
            }
        });
        launch.env().keySet().stream()
                .sorted()
                .filter(name -> !env.contains(name))
                .forEach(env::add);
        return new PlannedRun(
                "process",
                spec.labels(),
                command,
                env,
                List.of(),
                spec.run().audiences(),
                workerGroup(spec, launch),
                labels,
                priority(spec, launch),
                timeout(spec, launch));
    }

    private static String text(Part.Joined joined) {
        return joined.parts().stream()
                .map(part -> switch (part) {
                    case Part.Text(String text) -> text;
                    case Part.SecretPart(String name) -> name;
                })
                .collect(Collectors.joining());
    }

    /** The worker group it runs in. */
    public static String workerGroup(JobSpec spec, LaunchOptions launch) {
        return launch.workerGroup().orElse(spec.workerGroup());
    }

    /** How long it may run. */
    public static Duration timeout(JobSpec spec, LaunchOptions launch) {
        return launch.timeout().orElse(spec.timeout());
    }

    /** How urgent it is; zero in a launch asks for the job's own. */
    public static int priority(JobSpec spec, LaunchOptions launch) {
        return launch.priority() == 0 ? spec.priority() : launch.priority();
    }

    private FileLaunch file(FileContent file) {
        return switch (file) {
            case FileContent.TextFile(Template text) -> FileLaunch.ofText(fill(text));
            case FileContent.BinaryFile(String base64) ->
                FileLaunch.ofBytes(Base64.getDecoder().decode(base64));
        };
    }

    /** Neighbouring text becomes one part. */
    private Part.Joined fill(Template template) {
        List<Part> parts = new ArrayList<>();
        var text = new StringBuilder();
        for (Template.Piece piece : template.pieces()) {
            switch (piece) {
                case Template.Piece.Literal(String literal) -> text.append(literal);
                case Template.Piece.Hole(TemplatePath.Secret secret) -> {
                    flush(text, parts);
                    parts.add(new Part.SecretPart(secret.fullName()));
                }
                case Template.Piece.Hole(TemplatePath.Input input) ->
                    text.append(InputValue.text(InputValue.find(input, inputs)));
                case Template.Piece.Hole(TemplatePath.Execution _) -> text.append(execution);
                case Template.Piece.Hole(TemplatePath.Starter _) -> text.append(subject);
            }
        }
        flush(text, parts);
        return new Part.Joined(parts);
    }

    private static void flush(StringBuilder text, List<Part> parts) {
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text.toString()));
            text.setLength(0);
        }
    }
}

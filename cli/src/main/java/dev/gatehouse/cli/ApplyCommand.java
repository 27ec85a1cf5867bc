package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Declares resources: each manifest is one request, and all of its documents take effect or none. */
@Command(
        name = "apply",
        description = "Declares the resources of the manifests, in their order. All documents of one manifest take"
                + " effect, or none. Files named by `from:` are sent along; they lie below the manifest's folder.")
final class ApplyCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(
            names = {"-f", "--file"},
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Manifests; - is standard input.")
    private List<String> manifests = List.of();

    @Option(names = "--dry-run", description = "Checks everything, changes nothing, and shows what would change.")
    private boolean dryRun;

    ApplyCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        GatewayClient gateway = settings.gateway();
        for (String name : manifests) {
            JsonNode answer = apply(gateway, name);
            if (output.isText()) {
                answer.path("items").forEach(item -> Changes.show(settings.world(), item));
            } else {
                settings.world().out().println(output.written(answer));
            }
        }
        return ExitCode.DONE.number();
    }

    private JsonNode apply(GatewayClient gateway, String name) {
        byte[] manifest = read(name);
        Path folder = "-".equals(name)
                ? settings.world().folder()
                : parent(settings.world().resolve(name));
        var files = ManifestFiles.read(new String(manifest, StandardCharsets.UTF_8), folder);
        Answer answer = files.isEmpty()
                ? gateway.post(path(), "application/yaml", List.of(manifest))
                : send(gateway, manifest, files);
        if (!answer.isSuccess()) {
            throw answer.failure("-".equals(name) ? "stdin" : name);
        }
        return answer.json();
    }

    private String path() {
        return dryRun ? "apply?dryRun=true" : "apply";
    }

    private Answer send(GatewayClient gateway, byte[] manifest, SequencedMap<String, byte[]> files) {
        String boundary = "gatehouse-" + settings.world().ids().get();
        var body = new ArrayList<byte[]>();
        addPart(body, boundary, "manifest", "application/yaml", manifest);
        files.forEach((path, bytes) -> addPart(body, boundary, path, "application/octet-stream", bytes));
        body.add(ascii("--" + boundary + "--\r\n"));
        return gateway.post(path(), "multipart/form-data; boundary=" + boundary, body);
    }

    private static void addPart(List<byte[]> body, String boundary, String name, String type, byte[] bytes) {
        String quoted = name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
        body.add(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + quoted + "\"; filename=\"" + quoted
                        + "\"\r\nContent-Type: " + type + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.add(bytes);
        body.add(ascii("\r\n"));
    }

    private byte[] read(String name) {
        try {
            return "-".equals(name)
                    ? settings.world().in().readAllBytes()
                    : Files.readAllBytes(settings.world().resolve(name));
        } catch (IOException e) {
            throw CommandFailure.usage("cannot read " + name);
        }
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

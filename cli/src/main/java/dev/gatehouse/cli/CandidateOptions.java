package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which rules are meant instead of those that are declared. */
final class CandidateOptions {
    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description =
                    "Manifests of roles, role bindings and guardrails that would be declared; - is standard input.")
    private List<String> manifests = List.of();

    @Option(
            names = "--remove",
            paramLabel = "KIND=NAME",
            description = "A rule that would be deleted: Guardrail=acme.prod/frozen. It may be said several times.")
    private List<String> removals = new ArrayList<>();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Only what is asked there and below; everywhere unless it is said.")
    private Optional<String> namespace = Optional.empty();

    /** The body that asks about them. */
    ObjectNode body(World world) {
        ObjectNode body = Json.object();
        namespace.ifPresent(name -> body.put("namespace", name));
        if (!manifests.isEmpty()) {
            body.put(
                    "candidate",
                    String.join(
                            "\n---\n",
                            manifests.stream().map(name -> read(world, name)).toList()));
        }
        if (!removals.isEmpty()) {
            ArrayNode remove = body.putArray("remove");
            removals.forEach(text -> removal(text, remove.addObject()));
        }
        return body;
    }

    /** The file that the lines of an answer are of; empty where there are several, or none. */
    String file() {
        return manifests.size() == 1 ? manifests.getFirst() : "";
    }

    private static void removal(String text, ObjectNode removal) {
        int equals = text.indexOf('=');
        if (equals < 1 || equals == text.length() - 1) {
            throw CommandFailure.usage("--remove is KIND=NAME, such as Guardrail=acme.prod/frozen or Role=reader");
        }
        removal.put("kind", text.substring(0, equals));
        String name = text.substring(equals + 1);
        int slash = name.indexOf('/');
        if (slash >= 0) {
            removal.put("namespace", name.substring(0, slash));
        }
        removal.put("name", name.substring(slash + 1));
    }

    private static String read(World world, String name) {
        try {
            byte[] bytes = "-".equals(name) ? world.in().readAllBytes() : Files.readAllBytes(world.resolve(name));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw CommandFailure.usage("cannot read " + name);
        }
    }
}

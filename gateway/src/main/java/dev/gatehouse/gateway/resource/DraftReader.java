package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.job.JsonBounds;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.Violation;
import dev.gatehouse.policy.Namespace;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Turns a manifest into drafts: every document has a known kind, holds to its schema, and stands there once. */
@Singleton
final class DraftReader {
    static final String CODE = "manifest_invalid";

    private final Kinds kinds;
    private final Supplier<UUID> ids;

    DraftReader(Kinds kinds, Supplier<UUID> ids) {
        this.kinds = kinds;
        this.ids = ids;
    }

    /** The drafts in the manifest's order; a {@link ProblemException} names everything that is wrong. */
    List<Draft> read(Manifest manifest) {
        return read(documents(manifest), new ManifestFiles(manifest.files()));
    }

    /** The draft of a document that is no text. */
    List<Draft> read(JsonNode document) {
        return read(List.of(new ManifestDocument(document, new Place(1, 1))), new ManifestFiles(Map.of()));
    }

    private List<Draft> read(List<ManifestDocument> documents, ManifestFiles files) {
        List<Violation> violations = new ArrayList<>();
        List<Draft> drafts = new ArrayList<>();
        Set<ResourceKey> seen = new HashSet<>();
        for (ManifestDocument document : documents) {
            Optional<Draft> draft = draft(document, violations);
            draft.ifPresent(read -> {
                drafts.add(read);
                if (!seen.add(read.key(""))) {
                    violations.add(document.violation("/metadata/name", "the manifest declares this resource twice"));
                }
            });
        }
        files.inline(drafts);
        refuseAny(violations, drafts);
        return drafts;
    }

    /** Ends the request when anything is wrong with the documents or their drafts. */
    static void refuseAny(List<Violation> violations, List<Draft> drafts) {
        List<Violation> all = new ArrayList<>(violations);
        drafts.forEach(draft -> all.addAll(draft.violations()));
        if (!all.isEmpty()) {
            throw new ProblemException(Problem.of(422, CODE, "The manifest breaks a rule. Nothing was applied.")
                    .withViolations(all));
        }
    }

    private static List<ManifestDocument> documents(Manifest manifest) {
        try {
            return ManifestReader.read(manifest.yaml());
        } catch (MalformedManifest malformed) {
            throw new ProblemException(Problem.of(422, CODE, "The manifest is not YAML 1.2 with JSON's values.")
                    .withViolation(Violation.at("", malformed.line(), malformed.column(), malformed.problem())));
        }
    }

    private Optional<Draft> draft(ManifestDocument document, List<Violation> violations) {
        JsonNode json = document.json();
        Optional<Kind> kind = kinds.named(json.path("kind").asText());
        List<Violation> wrong;
        if (!json.isObject()) {
            wrong = List.of(Violation.at("", "a document is a mapping with apiVersion, kind, metadata and spec"));
        } else if (kind.isEmpty()) {
            wrong = List.of(Violation.at("/kind", "unknown kind; known kinds are " + kinds.names()));
        } else {
            wrong = JsonBounds.violations(json);
            if (wrong.isEmpty()) {
                wrong = kind.get().schema().violations(json);
            }
        }
        wrong.forEach(each -> violations.add(document.violation(each.pointer(), each.message())));
        return wrong.isEmpty() ? kind.flatMap(known -> draft(document, known, violations)) : Optional.empty();
    }

    private Optional<Draft> draft(ManifestDocument document, Kind kind, List<Violation> violations) {
        JsonNode metadata = document.json().path("metadata");
        String written = metadata.path("namespace").asText(Namespace.ROOT.path());
        Optional<Namespace> namespace = Namespace.parse(written);
        if (namespace.isEmpty()) {
            violations.add(document.violation("/metadata/namespace", "not a namespace"));
        }
        ObjectNode spec = document.json().path("spec") instanceof ObjectNode given
                ? given
                : JsonNodeFactory.instance.objectNode();
        Optional<Long> expected = Optional.ofNullable(metadata.get("revision")).map(JsonNode::asLong);
        return namespace.map(
                where -> new Draft(document, kind, where, metadata.path("name").asText(), expected, spec, ids.get()));
    }
}

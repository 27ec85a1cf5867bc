package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.gateway.job.Pointer;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Reads the one document that declares what a path names: YAML, or JSON where the caller says so. Thread-safe. */
@Singleton
final class DocumentReader {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Pointer METADATA = Pointer.ROOT.child("metadata");

    private final DraftReader drafts;

    DocumentReader(DraftReader drafts) {
        this.drafts = drafts;
    }

    Draft read(Target target, byte[] body, boolean isJson) throws JsonProcessingException {
        ManifestReader.requireSize(body);
        if (isJson) {
            requireJson(body);
        }
        List<Draft> read = drafts.read(new Manifest(body, Map.of()));
        if (read.size() != 1) {
            throw new ProblemException(Problem.of(
                    422,
                    DraftReader.CODE,
                    "The body is one document. POST …/apply takes several. Nothing was applied."));
        }
        Draft draft = read.getFirst();
        requireSame(
                draft,
                Pointer.ROOT.child("kind"),
                draft.kind().name(),
                target.kind().name());
        requireSame(draft, METADATA.child("name"), draft.name(), target.name());
        requireSame(
                draft,
                METADATA.child("namespace"),
                draft.namespace().path(),
                target.namespace().path());
        DraftReader.refuseAny(List.of(), read);
        return draft;
    }

    private static void requireSame(Draft draft, Pointer at, String written, String named) {
        if (!written.equals(named)) {
            draft.refuse(at, "the path says " + named);
        }
    }

    /** JSON is read as the YAML that it is also, which keeps the places; here it only has to be JSON. */
    private static void requireJson(byte[] body) throws JsonProcessingException {
        try {
            STRICT.readTree(body);
        } catch (JsonProcessingException malformed) {
            throw malformed;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}

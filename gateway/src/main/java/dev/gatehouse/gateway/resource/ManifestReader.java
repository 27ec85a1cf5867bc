package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads a manifest: UTF-8, YAML 1.2 with the core schema, one or more documents that have JSON values only.
 *
 * <p>Values are built from the parser's events, so depth, aliases and size are bounded before anything grows.
 */
final class ManifestReader {
    /** The largest manifest, in bytes. */
    static final int MAX_BYTES = 256 * 1024;

    /** How many documents one manifest may have. */
    static final int MAX_DOCUMENTS = 500;

    private ManifestReader() {}

    /** Ends the request where the manifest is too large. */
    static void requireSize(byte[] manifest) {
        if (manifest.length > MAX_BYTES) {
            throw new ProblemException(
                    Problem.of(413, "body_too_large", "A manifest has at most " + MAX_BYTES + " bytes."));
        }
    }

    /** The documents that hold something; throws {@link MalformedManifest} at the first place that is wrong. */
    static List<ManifestDocument> read(byte[] manifest) {
        String text = decode(manifest);
        try {
            return documents(
                    new Parse(LoadSettings.builder().setLabel("manifest").build())
                            .parseString(text)
                            .iterator());
        } catch (MarkedYamlEngineException malformed) {
            String problem = malformed.getProblem();
            throw malformed
                    .getProblemMark()
                    .map(mark -> MalformedManifest.at(mark, problem))
                    .orElseGet(() -> new MalformedManifest(1, 1, problem));
        } catch (ReaderException unprintable) {
            throw at(text, unprintable.getPosition(), "a character that YAML does not allow");
        } catch (YamlEngineException malformed) {
            throw new MalformedManifest(1, 1, "not well-formed YAML");
        }
    }

    private static List<ManifestDocument> documents(Iterator<Event> events) {
        List<ManifestDocument> documents = new ArrayList<>();
        var values = new YamlValues(events);
        while (events.hasNext()) {
            Event event = events.next();
            if (event.getEventId() != Event.ID.DocumentStart) {
                continue;
            }
            YamlValues.Value value = values.document();
            if (value.json().isNull()) {
                continue;
            }
            if (documents.size() == MAX_DOCUMENTS) {
                throw MalformedManifest.at(event, "more than " + MAX_DOCUMENTS + " documents");
            }
            documents.add(new ManifestDocument(value.json(), value.place()));
        }
        if (documents.isEmpty()) {
            throw new MalformedManifest(1, 1, "the manifest has no document");
        }
        return documents;
    }

    private static String decode(byte[] manifest) {
        ByteBuffer bytes = ByteBuffer.wrap(manifest);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes)
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException malformed) {
            String before = new String(manifest, 0, bytes.position(), StandardCharsets.UTF_8);
            throw at(before, before.length(), "not UTF-8");
        }
    }

    private static MalformedManifest at(String text, int codePoints, String message) {
        int line = 1;
        int column = 1;
        int[] before = text.codePoints().limit(codePoints).toArray();
        for (int i = 0; i < before.length; i++) {
            boolean carriageReturnOfPair = before[i] == '\r' && i + 1 < before.length && before[i + 1] == '\n';
            if (before[i] == '\n' || (before[i] == '\r' && !carriageReturnOfPair)) {
                line++;
                column = 1;
            } else {
                column++;
            }
        }
        return new MalformedManifest(line, column, message);
    }
}

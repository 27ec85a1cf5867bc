package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.job.Pointer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the files that jobs name by {@code from} into their specs: text as text, anything else as base64. */
final class ManifestFiles {
    /** How much the files of one job may hold, in bytes, counted apart from the manifest. */
    static final int MAX_BYTES = 256 * 1024;

    private final Map<String, byte[]> files;

    ManifestFiles(Map<String, byte[]> files) {
        this.files = Map.copyOf(files);
    }

    void inline(List<Draft> drafts) {
        drafts.stream().filter(draft -> draft.kind().word().equals("job")).forEach(this::inline);
    }

    private void inline(Draft draft) {
        Pointer at = Draft.SPEC.child("run").child("process").child("files");
        JsonNode declared = draft.spec().path("run").path("process").path("files");
        long bytes = 0;
        for (Map.Entry<String, JsonNode> file : declared.properties()) {
            if (file.getValue() instanceof ObjectNode content) {
                bytes += inline(draft, content, at.child(file.getKey()));
            }
        }
        if (bytes > MAX_BYTES) {
            draft.refuse(at, "the files hold more than " + MAX_BYTES + " bytes");
        }
    }

    /** How many bytes the file has. */
    private long inline(Draft draft, ObjectNode content, Pointer at) {
        if (content.has("base64")) {
            return decode(draft, content.path("base64").asText(), at.child("base64"));
        }
        if (!content.has("from")) {
            return content.path("text").asText().getBytes(StandardCharsets.UTF_8).length;
        }
        String from = content.path("from").asText();
        byte[] bytes = files.get(from);
        if (bytes == null) {
            draft.refuse(at.child("from"), "the request has no part named " + from);
            return 0;
        }
        content.remove("from");
        Optional<String> text = text(bytes);
        if (text.isPresent()) {
            content.put("text", text.get());
        } else {
            content.put("base64", Base64.getEncoder().encodeToString(bytes));
        }
        return bytes.length;
    }

    private static long decode(Draft draft, String base64, Pointer at) {
        try {
            return Base64.getDecoder().decode(base64).length;
        } catch (IllegalArgumentException malformed) {
            draft.refuse(at, "not standard base64");
            return 0;
        }
    }

    /** The text, where the bytes are UTF-8 that the database can hold. */
    private static Optional<String> text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException binary) {
            return Optional.empty();
        }
    }
}

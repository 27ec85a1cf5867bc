package dev.gatehouse.audit;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Makes leaves of events: version 1, canonical JSON (RFC 8785), fields as salted commitments.
 *
 * <p>As thread-safe as the generator of salts, which must be cryptographically strong.
 *
 * <p>Next on the tour: {@code Claims}.
 */
public final class EventSealer {
    private static final DateTimeFormatter AT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final RandomGenerator salts;

    public EventSealer(RandomGenerator salts) {
        this.salts = salts;
    }

    /**
     * Seals one event.
     *
     * @throws AuditException.EventTooLarge when the leaf would be over 16 KiB
     */
    public SealedEvent seal(AuditEvent event, EventStamp stamp) {
        EventContent content = event.content();
        if (content.execution().isPresent() != (stamp.n() > 0)) {
            throw new IllegalArgumentException("an event is numbered exactly when it belongs to an execution");
        }
        List<EventDetail> details = new ArrayList<>();
        content.fields().forEach((field, value) -> details.add(detail(field, value)));
        Leaf leaf = Leaf.of(CanonicalJson.encode(members(content, stamp, details)));
        if (leaf.bytes().length > Leaf.MAX_BYTES) {
            throw new AuditException.EventTooLarge(content.code(), leaf.bytes().length);
        }
        return new SealedEvent(stamp, content.code(), content.execution(), leaf, details);
    }

    private static Map<String, Object> members(EventContent content, EventStamp stamp, List<EventDetail> details) {
        Map<String, Object> leaf = new LinkedHashMap<>(content.members());
        leaf.put("v", 1);
        leaf.put("id", stamp.id().toString());
        leaf.put("tenant", stamp.tenant());
        content.execution().ifPresent(id -> leaf.put("execution", id.toString()));
        leaf.put("n", stamp.n());
        leaf.put("code", content.code().toString());
        leaf.put("at", AT.format(stamp.at()));
        if (!content.facts().isEmpty()) {
            leaf.put("facts", content.facts());
        }
        if (!details.isEmpty()) {
            Map<String, String> commitments = new TreeMap<>();
            details.forEach(detail -> commitments.put(detail.field(), commitment(detail)));
            leaf.put("fields", commitments);
        }
        return leaf;
    }

    private EventDetail detail(String field, Object value) {
        byte[] salt = new byte[EventDetail.SALT_BYTES];
        salts.nextBytes(salt);
        return new EventDetail(field, HexFormat.of().formatHex(salt), CanonicalJson.text(value));
    }

    /** SHA-256(salt ‖ JCS(value)), lower-case hex. */
    private static String commitment(EventDetail detail) {
        return Hash.over(HexFormat.of().parseHex(detail.salt()), CanonicalJson.utf8(detail.value()))
                .toString();
    }
}

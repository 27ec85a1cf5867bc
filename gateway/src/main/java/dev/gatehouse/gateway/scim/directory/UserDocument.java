package dev.gatehouse.gateway.scim.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A user's document, apart in what has columns of its own and the rest. A document without {@code active} is of somebody
 * whose access ended when it was removed: what is not said to be active is not.
 */
record UserDocument(ObjectNode whole) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String USER_NAME = "userName";
    private static final String ACTIVE = "active";
    private static final String DISPLAY_NAME = "displayName";
    private static final String EXTERNAL_ID = "externalId";

    /** Longer ones would not fit into an index. */
    private static final int LONGEST_NAME = 512;

    private static final int LARGEST = 256 << 10;

    UserDocument {
        Stream.of(USER_NAME, DISPLAY_NAME, EXTERNAL_ID).forEach(name -> requireShort(name, whole.path(name)));
        whole.path("emails").forEach(each -> requireShort("emails.value", each.path("value")));
        if (whole.path(USER_NAME).asText().isBlank()) {
            throw ScimFailure.invalidValue("userName is required");
        }
        if (whole.toString().length() > LARGEST) {
            throw ScimFailure.of(413, "A user has at most " + LARGEST + " characters.");
        }
    }

    static UserDocument of(ResultSet row) throws SQLException {
        ObjectNode whole = parsed(row.getString("attributes"));
        if (whole.path(ACTIVE).isNull()) {
            whole.remove(ACTIVE);
        } else {
            whole.put(ACTIVE, row.getBoolean(ACTIVE));
        }
        whole.put(USER_NAME, row.getString("user_name"));
        put(whole, DISPLAY_NAME, row.getString("display_name"));
        put(whole, EXTERNAL_ID, row.getString("external_id"));
        return new UserDocument(whole);
    }

    private static void put(ObjectNode whole, String name, @Nullable String value) {
        if (value != null) {
            whole.put(name, value);
        }
    }

    private static ObjectNode parsed(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored document is not JSON", e);
        }
    }

    private static void requireShort(String name, JsonNode value) {
        if (value.asText().length() > LONGEST_NAME) {
            throw ScimFailure.invalidValue(name + " is longer than " + LONGEST_NAME + " characters");
        }
    }

    String userName() {
        return whole.path(USER_NAME).asText();
    }

    String userNameLowered() {
        return userName().toLowerCase(Locale.ROOT);
    }

    Optional<String> displayName() {
        return text(DISPLAY_NAME);
    }

    Optional<String> externalId() {
        return text(EXTERNAL_ID);
    }

    private Optional<String> text(String name) {
        return Optional.of(whole.path(name)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    boolean active() {
        return whole.path(ACTIVE).asBoolean();
    }

    boolean saysActive() {
        return whole.has(ACTIVE);
    }

    UserDocument withActive(boolean active) {
        ObjectNode copy = whole.deepCopy();
        copy.put(ACTIVE, active);
        return new UserDocument(copy);
    }

    /** What is stored as it is: all that has no column. */
    String rest() {
        ObjectNode rest = whole.deepCopy();
        rest.remove(USER_NAME);
        rest.remove(DISPLAY_NAME);
        rest.remove(EXTERNAL_ID);
        if (rest.remove(ACTIVE) == null) {
            rest.putNull(ACTIVE);
        }
        return rest.toString();
    }

    JsonNode emails() {
        return whole.path("emails");
    }
}

package dev.gatehouse.gateway.scim.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A group's document without its members. */
record GroupDocument(ObjectNode whole) {
    /** Longer ones would not fit into an index. */
    private static final int LONGEST_NAME = 512;

    GroupDocument {
        Stream.of("displayName", "externalId").forEach(name -> {
            if (whole.path(name).asText().length() > LONGEST_NAME) {
                throw ScimFailure.invalidValue(name + " is longer than " + LONGEST_NAME + " characters");
            }
        });
        if (whole.path("displayName").asText().isBlank()) {
            throw ScimFailure.invalidValue("displayName is required");
        }
    }

    String displayName() {
        return whole.path("displayName").asText();
    }

    String displayNameLowered() {
        return displayName().toLowerCase(Locale.ROOT);
    }

    Optional<String> externalId() {
        return Optional.of(whole.path("externalId")).filter(JsonNode::isTextual).map(JsonNode::asText);
    }
}

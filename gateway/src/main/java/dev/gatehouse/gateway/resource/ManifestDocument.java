package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.problem.Violation;

/** One document of a manifest as JSON, and where its values stand in the text. */
record ManifestDocument(JsonNode json, Place place) {
    /** Something wrong in this document: the pointer starts at the document, line and column at the manifest. */
    Violation violation(String pointer, String message) {
        Place at = place.at(pointer);
        return Violation.at(pointer, at.line(), at.column(), message);
    }
}

package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.problem.Violation;

/**
 * One document of a manifest as JSON, and where its values stand in the text.
 *
 * @param index among the documents that are not empty, from 0
 */
record ManifestDocument(int index, JsonNode json, Place place) {
    /** Something wrong in this document: the pointer starts with the document's index in the manifest. */
    Violation violation(String pointer, String message) {
        Place at = place.at(pointer);
        return Violation.at("/" + index + pointer, at.line(), at.column(), message);
    }

    Violation violation(Violation inDocument) {
        return violation(inDocument.pointer(), inDocument.message());
    }
}

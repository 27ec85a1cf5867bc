package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What a gateway answered, and after how many seconds it may answer otherwise. */
final class Answer {
    private final int status;
    private final byte[] body;
    private final OptionalLong retryAfter;

    Answer(int status, byte[] body, OptionalLong retryAfter) {
        this.status = status;
        this.body = body.clone();
        this.retryAfter = retryAfter;
    }

    int status() {
        return status;
    }

    byte[] body() {
        return body.clone();
    }

    OptionalLong retryAfter() {
        return retryAfter;
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    JsonNode json() {
        try {
            return Json.parse(body);
        } catch (IOException e) {
            throw CommandFailure.unavailable("the answer is not JSON (HTTP " + status + "): is this a gateway?");
        }
    }

    /** The problem's code, or nothing that any code equals. */
    String code() {
        try {
            return Json.parse(body).path("code").asText("");
        } catch (IOException e) {
            return "";
        }
    }

    /** This answer, if it is a success; else the failure it means. */
    Answer orThrow() {
        if (isSuccess()) {
            return this;
        }
        throw failure("");
    }

    /**
     * The failure this answer means: one line from the problem, and one for each wrong place.
     *
     * @param file the document that was sent, which the places are in; empty where there is none
     */
    CommandFailure failure(String file) {
        ExitCode exit = status >= 500 || status == 429 ? ExitCode.UNAVAILABLE : ExitCode.REFUSED;
        var lines = new ArrayList<String>();
        try {
            JsonNode problem = Json.parse(body);
            String code = problem.path("code").asText("");
            lines.add((code.isEmpty() ? "HTTP " + status : code + " (" + status + ")") + detail(problem));
            if (status == 401) {
                lines.add("  --token-file FILE names the file of one; `gatehouse token create` makes one");
            }
            lines.addAll(reasons(problem));
            for (JsonNode violation : problem.path("errors")) {
                lines.add("  " + place(file, violation)
                        + violation.path("message").asText());
            }
        } catch (IOException e) {
            lines.add("HTTP " + status);
        }
        return new CommandFailure(exit, lines.getFirst(), lines.subList(1, lines.size()));
    }

    /** Of a denial: what it may be known for, and where more is said. */
    private static List<String> reasons(JsonNode problem) {
        if (!problem.has("reason_user")) {
            return List.of();
        }
        var lines = new ArrayList<String>();
        lines.add("  " + problem.path("reason_user").asText());
        problem.path("reason_admin").forEach(reason -> lines.add("  " + reason.asText()));
        lines.add("  gatehouse policy explain " + problem.path("decision").asText());
        return lines;
    }

    private static String detail(JsonNode problem) {
        String detail = problem.path("detail").asText("");
        return detail.isEmpty() ? "" : ": " + detail;
    }

    private static String place(String file, JsonNode violation) {
        var place = new StringBuilder(file);
        if (violation.has("line")) {
            place.append(':').append(violation.path("line").asInt());
            if (violation.has("column")) {
                place.append(':').append(violation.path("column").asInt());
            }
        }
        String pointer = violation.path("pointer").asText("");
        if (!pointer.isEmpty()) {
            place.append(place.isEmpty() ? "" : " ").append(pointer);
        }
        return place.isEmpty() ? "" : place + ": ";
    }
}

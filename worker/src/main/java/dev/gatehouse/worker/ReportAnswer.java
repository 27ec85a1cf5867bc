package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Objects;

/** The state of the execution after the report. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReportAnswer(String state) {
    public ReportAnswer {
        Objects.requireNonNull(state);
    }
}

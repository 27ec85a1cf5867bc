package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * One state a report, in order: what a report alone is answered, or {@link #ALONE} where it was not recorded and has to
 * be sent in a request of its own, to hear why.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReportsAnswer(List<ReportAnswer> answers) {
    public static final String ALONE = "ALONE";

    public ReportsAnswer {
        answers = List.copyOf(answers);
    }
}

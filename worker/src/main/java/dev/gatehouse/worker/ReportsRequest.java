package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/** Several reports; each may be sent again, here or alone. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReportsRequest(List<ReportRequest> reports) {
    public ReportsRequest {
        if (reports.isEmpty() || reports.size() > ClaimRequest.MOST) {
            throw new IllegalArgumentException("1 to 100 reports");
        }
        reports = List.copyOf(reports);
    }
}

package shop.opsapi;

import com.fasterxml.jackson.annotation.JsonRawValue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Shows the audit trail of this service, and whether it is sound. */
@OpsController
class AuditController {

    private final OpsAudit audit;

    AuditController(OpsAudit audit) {
        this.audit = audit;
    }

    @GetMapping("/audit")
    @Requires(Role.VIEWER)
    Page rows(
            @RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit,
            @RequestParam(defaultValue = "" + Long.MAX_VALUE) @Min(1) long before) {
        return new Page(audit.before(before, limit).stream().map(Row::of).toList());
    }

    @GetMapping("/audit/verify")
    @Requires(Role.VIEWER)
    Verification verify() {
        AuditVerification found = audit.verify();
        return new Verification(found.sound(), found.rows(), found.number(), found.problem(), found.hash());
    }

    /** @param rows the latest first */
    record Page(List<Row> rows) {}

    record Verification(
            boolean sound,
            long rows,
            @Nullable Long number,
            @Nullable String problem,
            String hash) {}

    record Row(
            long number,
            Instant at,
            String actor,
            String roles,
            String via,
            String verb,
            String target,
            @Nullable String reason,
            @Nullable String ticket,
            @Nullable String job,
            @JsonRawValue @Nullable String before,
            @JsonRawValue @Nullable String after,
            @Nullable String traceId,
            String hash) {

        static Row of(AuditRepository.Kept kept) {
            AuditRow row = kept.row();
            return new Row(
                    row.number(),
                    row.at(),
                    row.actor(),
                    row.roles(),
                    row.via(),
                    row.verb(),
                    row.target(),
                    row.reason(),
                    row.ticket(),
                    row.job(),
                    row.before(),
                    row.after(),
                    row.traceId(),
                    kept.hash().toString());
        }
    }
}

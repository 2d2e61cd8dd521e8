package shop.messaging.operations;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import shop.eventcodec.MalformedEventException;
import shop.httpapi.Problem;
import shop.messaging.redrive.RefusedException;

/** Says a refusal as a problem document. */
final class Refusals {

    private Refusals() {}

    static <T> T answer(Supplier<T> operation) {
        try {
            return operation.get();
        } catch (RefusedException e) {
            throw problem(e);
        } catch (MalformedEventException e) {
            String pointer = e.pointer() == null ? "" : e.pointer();
            throw Problem.of(
                            HttpStatus.UNPROCESSABLE_CONTENT,
                            "event-malformed",
                            "The payload is not an event of this type",
                            String.valueOf(e.getMessage()))
                    .with("errors", List.of(Map.of("field", pointer, "message", String.valueOf(e.getMessage()))));
        }
    }

    private static Problem problem(RefusedException e) {
        String detail = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case NOT_FOUND -> Problem.of(HttpStatus.NOT_FOUND, "not-found", "Not Found", detail);
            case CONFLICT -> Problem.of(HttpStatus.CONFLICT, "somebody-was-first", "Somebody was first", detail);
            case INVALID ->
                Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "operation-refused", "This is not possible", detail);
        };
    }
}

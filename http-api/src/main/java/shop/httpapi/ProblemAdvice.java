package shop.httpapi;

import static java.util.stream.Collectors.joining;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import jakarta.validation.ConstraintViolationException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.FieldError;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.client.RestClientException;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import shop.database.FailureCause;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Turns every failure of an API into a problem document: with a stable type and a trace id, without internals. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    private static final int LONGEST_FIELD = 100;

    private final @Nullable Tracer tracer;

    ProblemAdvice(@Nullable Tracer tracer) {
        this.tracer = tracer;
    }

    @ExceptionHandler(RestClientException.class)
    @Nullable ResponseEntity<Object> otherServiceAway(RestClientException failure, WebRequest request) {
        log.warn("Another service does not answer: {}", failure.toString());
        return temporarilyUnavailable(request);
    }

    private @Nullable ResponseEntity<Object> temporarilyUnavailable(WebRequest request) {
        Problem problem = Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "temporarily-unavailable",
                        "Temporarily unavailable",
                        "The shop cannot answer at the moment. Nothing was lost; please try again in a moment.")
                .retryAfter(Duration.ofSeconds(1));
        return handleExceptionInternal(problem, null, problem.getHeaders(), problem.getStatusCode(), request);
    }

    /** The server reads the query only when a controller asks for it. */
    @ExceptionHandler(InvalidParameterException.class)
    @Nullable ResponseEntity<Object> unreadable(InvalidParameterException failure, WebRequest request) {
        Problem problem = StatusProblem.of(HttpStatus.BAD_REQUEST);
        return handleExceptionInternal(problem, null, new HttpHeaders(), problem.getStatusCode(), request);
    }

    @ExceptionHandler(ConstraintViolationException.class)
    @Nullable ResponseEntity<Object> invalid(ConstraintViolationException failure, WebRequest request) {
        List<InvalidField> errors = failure.getConstraintViolations().stream()
                .map(violation -> new InvalidField(violation.getPropertyPath().toString(), violation.getMessage()))
                .toList();
        return invalid(failure, errors, new HttpHeaders(), request);
    }

    @ExceptionHandler(Exception.class)
    @Nullable ResponseEntity<Object> unexpected(Exception failure, WebRequest request) {
        FailureCause cause = FailureCause.of(failure).orElse(FailureCause.DEFECT);
        switch (cause) {
            case OUTAGE -> log.warn("The database does not answer: {}", withItsCause(failure));
            case READ_ONLY -> log.warn("The database refuses to write: {}", withItsCause(failure));
            case DATA, DEFECT -> log.error("A request failed for no expected reason", failure);
        }
        if (cause == FailureCause.OUTAGE || cause == FailureCause.READ_ONLY) {
            return temporarilyUnavailable(request);
        }
        ProblemDetail body = Problem.body(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal-error",
                "Internal error",
                "Something went wrong on our side. Please try again; if it stays, tell support the trace id.");
        return handleExceptionInternal(failure, body, new HttpHeaders(), HttpStatus.INTERNAL_SERVER_ERROR, request);
    }

    /** The root is the server's own sentence. */
    private static String withItsCause(Throwable failure) {
        Throwable root = FailureCause.root(failure);
        return root == failure ? failure.toString() : failure + ", because of " + root;
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String reason = failure.getCause() instanceof JacksonException json
                ? reason(json)
                : "The body is missing or is not JSON.";
        ProblemDetail body =
                Problem.body(HttpStatus.BAD_REQUEST, "malformed-body", "The request body cannot be read", reason);
        return handleExceptionInternal(failure, body, headers, HttpStatus.BAD_REQUEST, request);
    }

    /** Names the field that is wrong. Jackson's own message would name Java classes and repeat what was sent. */
    private static String reason(JacksonException failure) {
        String field = failure.getPath().stream()
                .map(step -> step.getPropertyName() != null ? step.getPropertyName() : "[" + step.getIndex() + "]")
                .collect(joining("."));
        if (!isSayable(field)) {
            return "A field of the body has a name that no request has.";
        }
        if (failure instanceof UnrecognizedPropertyException) {
            return field + " is not a field of this request.";
        }
        return field.isEmpty() ? "The body is missing or is not JSON." : field + " has the wrong form.";
    }

    /** A name that was sent is repeated only if it could be one of the shop's own. */
    private static boolean isSayable(String field) {
        return field.length() <= LONGEST_FIELD
                && field.chars().allMatch(character -> character > ' ' && character < 0x7f);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        List<InvalidField> errors = failure.getBindingResult().getAllErrors().stream()
                .map(error -> new InvalidField(
                        error instanceof FieldError field ? field.getField() : error.getObjectName(),
                        String.valueOf(error.getDefaultMessage())))
                .toList();
        return invalid(failure, errors, headers, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        List<InvalidField> errors = failure.getParameterValidationResults().stream()
                .flatMap(result -> result.getResolvableErrors().stream()
                        .map(error -> new InvalidField(
                                error instanceof FieldError field
                                        ? field.getField()
                                        : String.valueOf(
                                                result.getMethodParameter().getParameterName()),
                                String.valueOf(error.getDefaultMessage()))))
                .toList();
        return invalid(failure, errors, headers, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var error = new InvalidField(String.valueOf(failure.getPropertyName()), "has the wrong form");
        return invalid(failure, List.of(error), headers, request);
    }

    private @Nullable ResponseEntity<Object> invalid(
            Exception failure, List<InvalidField> errors, HttpHeaders headers, WebRequest request) {
        String detail = errors.isEmpty()
                ? "A value is out of its bounds."
                : errors.stream().map(InvalidField::sentence).collect(joining(" "));
        ProblemDetail body =
                Problem.body(HttpStatus.BAD_REQUEST, "invalid-request", "The request is not valid", detail);
        body.setProperty("errors", errors);
        return handleExceptionInternal(failure, body, headers, HttpStatus.BAD_REQUEST, request);
    }

    /** All problems pass here: those that Spring itself makes get a type from their status, and all get the trace id. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception failure,
            @Nullable Object body,
            HttpHeaders headers,
            HttpStatusCode statusCode,
            WebRequest request) {
        if (body == null && failure instanceof ErrorResponseException response) {
            body = response.getBody();
        }
        // The type is set here and not negotiated: a client that accepts nothing, or says so in no known words, is told
        // all the same.
        HttpHeaders own = HttpHeaders.copyOf(headers);
        own.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        own.setCacheControl(CacheControl.noStore());
        ResponseEntity<Object> answer = super.handleExceptionInternal(failure, body, own, statusCode, request);
        if (answer != null && answer.getBody() instanceof ProblemDetail problem) {
            if (problem.getProperties() == null || !problem.getProperties().containsKey("code")) {
                ProblemDetail named = StatusProblem.of(statusCode).getBody();
                problem.setType(named.getType());
                problem.setProperty(
                        "code", Objects.requireNonNull(named.getProperties()).get("code"));
            }
            Span span = tracer == null ? null : tracer.currentSpan();
            if (span != null) {
                problem.setProperty("traceId", span.context().traceId());
            }
        }
        return answer;
    }

    /** Refuses a value that only its reader can judge, in the words of all the others. */
    static Problem invalid(InvalidField error) {
        return Problem.of(HttpStatus.BAD_REQUEST, "invalid-request", "The request is not valid", error.sentence())
                .with("errors", List.of(error));
    }

    /** One entry of the extension member {@code errors}. */
    record InvalidField(String field, String message) {

        private String sentence() {
            return field + " " + message + ".";
        }
    }
}

package shop.httpapi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sets up the server: no form is read by it, a body has a deadline, and what it refuses itself, before any filter, it refuses with a
 * problem document.
 */
final class ServerRefusals implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

    private final JsonMapper json;
    private final Duration bodyDeadline;

    ServerRefusals(JsonMapper json, Duration bodyDeadline) {
        this.json = json;
        this.bodyDeadline = bodyDeadline;
    }

    /** After Boot's own: of two error pages the one that was added last is shown. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void customize(TomcatServletWebServerFactory server) {
        server.addConnectorCustomizers(connector -> {
            connector.setParseBodyMethods("");
            if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                // How long one read may wait; all of them together are bounded by BodyFilter.
                http.setDisableUploadTimeout(false);
                http.setConnectionUploadTimeout((int) bodyDeadline.toMillis());
            }
        });
        server.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass("");
                host.getPipeline().addValve(new ProblemValve(json));
            }
        });
    }

    private static final class ProblemValve extends ErrorReportValve {

        private final JsonMapper json;

        ProblemValve(JsonMapper json) {
            this.json = json;
        }

        @Override
        protected void report(Request request, Response response, @Nullable Throwable failure) {
            if (response.getStatus() < 400 || response.getContentWritten() > 0) {
                return;
            }
            Problem problem = StatusProblem.of(HttpStatusCode.valueOf(response.getStatus()));
            byte[] body = json.writeValueAsString(problem.getBody()).getBytes(StandardCharsets.UTF_8);
            try {
                response.setStatus(problem.getStatusCode().value());
                response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
                response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
                response.setHeader(EntranceFilter.CONTENT_TYPE_OPTIONS, "nosniff");
                response.setContentLength(body.length);
                response.getOutputStream().write(body);
                response.finishResponse();
            } catch (IOException | IllegalStateException _) {
                // Nobody is there any more to be told.
            }
        }
    }
}

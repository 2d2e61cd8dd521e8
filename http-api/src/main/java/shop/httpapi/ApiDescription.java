package shop.httpapi;

import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Serves a service's own OpenAPI file beside what it describes: {@code classpath:/openapi/<application name>.yaml} at
 * {@code /<application name without -service>/api/v1/openapi.yaml}, as {@code application/yaml} (RFC 9512).
 */
final class ApiDescription {

    static final String FILE = "classpath:/openapi/${spring.application.name}.yaml";

    private ApiDescription() {}

    static RouterFunction<ServerResponse> route(String applicationName, Resource file) {
        return RouterFunctions.route()
                .GET(
                        path(applicationName),
                        _ -> ServerResponse.ok()
                                .contentType(MediaType.APPLICATION_YAML)
                                .body(file))
                .build();
    }

    private static String path(String applicationName) {
        String prefix = applicationName.endsWith("-service")
                ? applicationName.substring(0, applicationName.length() - "-service".length())
                : applicationName;
        return "/" + prefix + "/api/v1/openapi.yaml";
    }
}

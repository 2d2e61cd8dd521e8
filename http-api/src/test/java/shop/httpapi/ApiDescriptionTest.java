package shop.httpapi;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.web.servlet.MockMvc;

/** A service serves the OpenAPI file of its name; a service without a file serves none. */
class ApiDescriptionTest {

    @SpringBootConfiguration
    @ImportAutoConfiguration(HttpApiAutoConfiguration.class)
    static class Service {}

    @Nested
    @WebMvcTest(
            properties = {
                "spring.application.name=example-service",
                "shop.http.session-key=a-session-key-for-tests-only-32-chars"
            })
    @ContextConfiguration(classes = Service.class)
    class WithFile {

        @Autowired
        MockMvc http;

        @Test
        void fileIsServedUnderThePrefixOfTheService() throws Exception {
            http.perform(get("/example/api/v1/openapi.yaml"))
                    .andExpect(status().isOk())
                    .andExpect(content().contentType(MediaType.APPLICATION_YAML))
                    .andExpect(content()
                            .bytes(new ClassPathResource("openapi/example-service.yaml").getContentAsByteArray()));
        }

        @Test
        void clientThatAsksForSomethingElseGetsYamlAllTheSame() throws Exception {
            http.perform(get("/example/api/v1/openapi.yaml").header(HttpHeaders.ACCEPT, "application/json"))
                    .andExpect(status().isOk())
                    .andExpect(content().contentType(MediaType.APPLICATION_YAML));
        }
    }

    @Nested
    @WebMvcTest(
            properties = {
                "spring.application.name=other-service",
                "shop.http.session-key=a-session-key-for-tests-only-32-chars"
            })
    @ContextConfiguration(classes = Service.class)
    class WithoutFile {

        @Autowired
        MockMvc http;

        @Test
        void nothingIsThere() throws Exception {
            http.perform(get("/other/api/v1/openapi.yaml"))
                    .andExpect(status().isNotFound())
                    .andExpect(jsonPath("$.code").value("not-found"));
        }
    }
}

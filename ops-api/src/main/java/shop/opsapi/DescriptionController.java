package shop.opsapi;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;

/** Serves the OpenAPI file of this API. */
@OpsController
class DescriptionController {

    private static final String FILE = "openapi/ops-api.yaml";

    @GetMapping("/openapi.yaml")
    @Requires(Role.VIEWER)
    ResponseEntity<Resource> file() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_YAML).body(new ClassPathResource(FILE));
    }
}

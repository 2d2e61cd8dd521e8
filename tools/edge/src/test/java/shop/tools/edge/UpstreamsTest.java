package shop.tools.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpstreamsTest {

    @Test
    void knownServiceIsReachedAtItsAddress() {
        var here = URI.create("http://127.0.0.1:18082");
        assertThat(new Upstreams(Map.of("cart-api", here)).of("cart-api", 8080)).isEqualTo(here);
    }

    @Test
    void unknownServiceIsReachedByItsNameAtThePortOfTheManifest() {
        assertThat(new Upstreams(Map.of()).of("react-frontend", 80)).isEqualTo(URI.create("http://react-frontend:80"));
    }
}

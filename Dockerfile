# The four services and the tools, from nothing but Docker: Maven, code generation and training run in here.
#
#   docker build --target service --build-arg SERVICE=order-service --tag shop/order-service .
#   docker build --target tools --tag shop/tools .
#
# One build of all modules and one training are shared by all images. Plain enough for builders without BuildKit.

ARG BUILD=maven:3.9.12-eclipse-temurin-25
ARG RUNTIME=debian:trixie-slim
# msk-iam: the library for MSK by IAM, 7 MB more in each service (docs/adr/0013).
ARG MAVEN_PROFILES=

# The project in two parts, so that a change of code downloads nothing again.
FROM ${BUILD} AS project
WORKDIR /project
COPY . .
RUN mkdir /poms \
    && find . -name pom.xml -exec cp --parents '{}' /poms ';' && cp -r .mvn /poms \
    && rm -rf storefront containers/healthy

FROM ${BUILD} AS build
ARG MAVEN_PROFILES
# PostgreSQL, which code generation and training start, refuses to run as root.
RUN useradd --create-home --uid 10001 builder && mkdir /project && chown builder /project
USER builder
WORKDIR /project
COPY --chown=builder --from=project /poms ./
# Every plugin and every library, by a build of modules that are still empty; one class makes the compiler fetch its plugins.
RUN mkdir -p schemas/src/main/java && echo 'class Empty {}' >schemas/src/main/java/Empty.java \
    && mvn -B -q -ntp -Dmaven.test.skip=true -Djooq.codegen.skip=true -Dspring-boot.repackage.skip=true \
        ${MAVEN_PROFILES:+-P$MAVEN_PROFILES} package \
    && rm -rf schemas/src target */target */*/target
COPY --chown=builder --from=project /project ./
RUN mvn -B -q -ntp -Dmaven.test.skip=true ${MAVEN_PROFILES:+-P$MAVEN_PROFILES} \
        -pl tools/shop,cart-service,checkout-service,inventory-service,order-service -am package

# What the containers run: per service its jar beside its libraries, in layers that change at different paces.
FROM build AS layers
RUN for service in cart checkout inventory order; do \
        java -Djarmode=tools -jar $service-service/target/$service-service-*-exec.jar \
            extract --layers --application-filename app.jar --destination /project/layers/$service-service || exit 1; \
    done
# Libraries of the tools without the database binaries of every platform, which only a stack without Docker starts.
RUN mkdir -p layers/tools/lib \
    && tr ':' '\n' <tools/shop/target/class-path | grep -v embedded-postgres-binaries | xargs cp -t layers/tools/lib \
    && cp tools/shop/target/shop-*.jar layers/tools/lib
RUN "$JAVA_HOME/bin/jlink" --compress zip-6 --strip-java-debug-attributes --no-header-files --no-man-pages --output /home/builder/jre \
        --add-modules java.se,jdk.unsupported,jdk.management,jdk.crypto.ec,jdk.security.auth,jdk.jcmd,jdk.jfr,jdk.zipfs,jdk.naming.dns,jdk.net

# Every service once on a real database and a real broker, on the very Java of the image.
FROM layers AS trained
RUN for service in cart checkout inventory order; do \
        mkdir -p services/$service-service \
        && cp -a layers/$service-service/*/. services/$service-service || exit 1; \
    done \
    && /home/builder/jre/bin/java -XX:+UseSerialGC -cp "tools/shop/target/$(basename tools/shop/target/shop-*.jar):$(cat tools/shop/target/class-path)" \
        shop.tools.shop.Shop train-images --services services --jvm-options containers/jvm.options >training.log 2>&1 \
    || { tail -n 60 training.log; exit 1; }

# Of the distribution only what Java and the health check link to, 70 MB less. Fonts and windows are not among it.
FROM ${RUNTIME} AS files
COPY --from=layers /home/builder/jre /opt/java
RUN mkdir -p /files/bin /files/etc /files/tmp && chmod 1777 /files/tmp \
    && find /opt/java -name '*.so' | xargs ldd /opt/java/bin/java /bin/bash | awk '$NF ~ /^\(0x/ && $(NF-1) ~ /^\// { print $(NF-1) }' \
        | grep -v '^/opt' | sort -u | xargs cp --parents --dereference --target-directory /files \
    && cp /bin/bash /files/bin/ && ln -s bash /files/bin/sh \
    && echo 'shop:x:10001:10001::/app:/bin/bash' >/files/etc/passwd && echo 'shop:x:10001:' >/files/etc/group \
    && echo 'hosts: files dns' >/files/etc/nsswitch.conf

FROM scratch AS runtime
COPY --from=files /files /
COPY --from=layers /home/builder/jre /opt/java
COPY containers/healthy /bin/healthy
ENV PATH=/opt/java/bin:/bin LANG=C.UTF-8
WORKDIR /app
COPY containers/jvm.options ./
USER 10001

FROM runtime AS tools
COPY containers/shop /bin/shop
COPY --from=layers /project/layers/tools/lib lib
COPY k8s/base k8s/base
ENTRYPOINT ["shop"]

FROM runtime AS service
ARG SERVICE
COPY --from=layers /project/layers/${SERVICE}/dependencies ./
COPY --from=layers /project/layers/${SERVICE}/snapshot-dependencies ./
COPY --from=layers /project/layers/${SERVICE}/application ./
# Made of these very files and only good for them: JDK 25 does not notice every jar that has changed since.
COPY --from=trained /project/services/${SERVICE}/app.aot ./
EXPOSE 8080 9080
HEALTHCHECK --interval=3s --timeout=3s --start-period=60s --retries=5 CMD ["healthy", "8080", "/readyz"]
ENTRYPOINT ["java", "@jvm.options", "-XX:AOTCache=app.aot", "-jar", "app.jar"]

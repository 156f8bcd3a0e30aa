# One node in a container. The port is loopback only, so run it on the host's network: docker-compose.yml does.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN ./tallyport --version

FROM eclipse-temurin:17
RUN useradd --system --create-home --uid 10601 tallyport && mkdir /data && chown tallyport /data && chmod 700 /data
WORKDIR /opt/tallyport
COPY --from=build /src/tallyport /src/pom.xml ./
COPY --from=build /src/schemas/pom.xml schemas/
COPY --from=build /src/streams/pom.xml streams/
COPY --from=build /src/streams/app/target/lib/ streams/app/target/lib/
COPY --from=build /src/streams/app/target/tallyport-app.jar /src/streams/app/target/launcher.stamp streams/app/target/
USER tallyport
VOLUME /data
EXPOSE 7601
ENTRYPOINT ["/opt/tallyport/tallyport"]
CMD ["up", "--data", "/data"]

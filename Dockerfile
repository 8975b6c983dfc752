# One image for workers, commands and the site server. Node 24 is the image's own; the embedded PostgreSQL is not used in this shape.
FROM node:24-bookworm-slim
WORKDIR /guiji
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force
COPY bin ./bin
COPY src ./src
COPY mappings/targets ./mappings/targets
RUN mkdir /data && chown node:node /data
ENV NODE_ENV=production
USER node
VOLUME /data
ENTRYPOINT ["node", "--max-semi-space-size=8", "--heap-growing-percent=60", "bin/guiji.mjs"]
CMD ["--help"]

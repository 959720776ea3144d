const csp = [
  "default-src 'self'",
  "connect-src 'self' https://*.supabase.co",
  "img-src 'self' data: https://*.supabase.co",
].join("; ");

/** @type {import('next').NextConfig} */
const nextConfig = {
  async headers() {
    return [{ source: "/(.*)", headers: [{ key: "Content-Security-Policy", value: csp }] }];
  },
  async rewrites() {
    return [
      { source: "/health", destination: "/api/health" },
    ];
  },
};

export default nextConfig;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace SyncOps.Web;

/// <summary>
/// The pages that need no build and no server-side state: files under <c>wwwroot</c>, embedded in the assembly so that one
/// executable is enough. They talk to the client API of the host that served them, and to nobody else.
/// </summary>
public static class WebPages
{
    /// <summary>
    /// Only what this host serves may run, and no string may become script or markup: floor names, headlines and reasons come from
    /// users and other systems.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>
    /// Serves the pages at <c>/</c>. Everything that is not one of their files passes on to the next in the pipeline. A browser asks each
    /// time whether its copy is still good (ETag, <c>no-cache</c>), so that an upgraded host is never met by yesterday's script.
    /// </summary>
    public static IApplicationBuilder UseSyncOpsPages(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var files = new ManifestEmbeddedFileProvider(typeof(WebPages).Assembly, "wwwroot");
        return app
            .UseDefaultFiles(new DefaultFilesOptions { FileProvider = files, DefaultFileNames = ["index.html"] })
            .UseStaticFiles(new StaticFileOptions
            {
                FileProvider = files,
                ContentTypeProvider = new FileExtensionContentTypeProvider(ContentTypes),
                OnPrepareResponse = Secure,
            });
    }

    private static readonly Dictionary<string, string> ContentTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml; charset=utf-8",
    };

    private static void Secure(StaticFileResponseContext file)
    {
        var headers = file.Context.Response.Headers;
        headers.CacheControl = "no-cache";
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }
}

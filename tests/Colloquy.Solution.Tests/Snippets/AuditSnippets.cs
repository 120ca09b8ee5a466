using System.Security.Claims;
using Colloquy.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Colloquy.Solution.Tests.Snippets;

/// <summary>The snippets of docs/audit.md.</summary>
public sealed class AuditSnippets
{
    [Fact]
    public async Task A_guard_decides_and_records()
    {
        await using ISessionStore store = new InMemorySessionStore();
        var user = SessionGuard.CreatePrincipal("ines");
        await (await store.OpenAsync(new SessionKey("other", "ben"))).AddAsync(new ChatMessage(ChatRole.User, "private"));

        // snippet: audit-guard
        var guard = new SessionGuard(store);                    // once for the store

        var mine = guard.For(user);                             // for each request; user is a ClaimsPrincipal
        var session = await mine.OpenAsync(new SessionKey("chat", "ines"));
        await session.AddAsync(new ChatMessage(ChatRole.User, "The pump leaks."));
        // snippet: end

        await Assert.ThrowsAsync<SessionAccessException>(() => mine.FindAsync(new SessionKey("other", "ben")));
    }

    [Fact]
    public async Task Each_request_has_a_view()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSingleton<ISessionStore>(new InMemorySessionStore());

        // snippet: audit-services
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton(services => new SessionGuard(services.GetRequiredService<ISessionStore>()));
        builder.Services.AddKeyedScoped("mine", (services, _) =>
            services.GetRequiredService<SessionGuard>().For(services.GetRequiredService<IHttpContextAccessor>().HttpContext!.User));
        // snippet: end

        using var host = builder.Build();
        await using var scope = host.Services.CreateAsyncScope();
        host.Services.GetRequiredService<IHttpContextAccessor>().HttpContext = new DefaultHttpContext { User = SessionGuard.CreatePrincipal("ines") };
        var mine = scope.ServiceProvider.GetRequiredKeyedService<ISessionStore>("mine");
        Assert.NotNull(await mine.OpenAsync(new SessionKey("chat", "ines")));
    }

    [Fact]
    public async Task The_audit_is_read()
    {
        await using ISessionStore store = new InMemorySessionStore();
        var guard = new SessionGuard(store);
        await (await guard.For(SessionGuard.CreatePrincipal("ines")).OpenAsync(new SessionKey("chat", "ines"))).AddAsync(new ChatMessage(ChatRole.User, "The pump leaks."));

        // snippet: audit-read
        var auditor = guard.For(SessionGuard.CreatePrincipal("carla", "administrator"));
        var session = (await auditor.FindAsync(new SessionKey("chat", "ines")))!;
        await foreach (var record in session.ReadAuditAsync())
        {
            var who = await store.FindAuditActorAsync(record.Actor);
            Console.WriteLine($"{record.At:u} {who?.User ?? record.Actor} ({record.Role ?? "owner"}) {record.Action} {record.Detail}");
        }

        // snippet: end
        Assert.Equal(4, (await store.ReadAuditAsync(session.Key).ToListAsync()).Count);
    }

    [Fact]
    public async Task Rules_of_an_application()
    {
        await using ISessionStore store = new InMemorySessionStore();
        var guard = new SessionGuard(store, new SessionGuardOptions { Access = new TeamAccess() });
        var lead = guard.For(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "lea"), new Claim("team", "ines")], "test")));
        await (await guard.For(SessionGuard.CreatePrincipal("ines")).OpenAsync(new SessionKey("chat", "ines"))).AddAsync(new ChatMessage(ChatRole.User, "The pump leaks."));

        Assert.Single(await (await lead.FindAsync(new SessionKey("chat", "ines")))!.GetItemsAsync());
        await Assert.ThrowsAsync<SessionAccessException>(() => lead.FindAsync(new SessionKey("chat", "ben")));
    }

    // snippet: audit-rules
    private sealed class TeamAccess : ISessionAccess
    {
        private static readonly RoleAccess Usual = new() { SupervisorRole = null };

        public async ValueTask<bool> IsAllowedAsync(SessionAccessRequest request, CancellationToken cancellationToken = default) =>
            await Usual.IsAllowedAsync(request, cancellationToken)
            || (request.Action is SessionAction.Open or SessionAction.Read && request.Owner?.User is { } user && request.Principal.HasClaim("team", user));
    }

    // snippet: end
}

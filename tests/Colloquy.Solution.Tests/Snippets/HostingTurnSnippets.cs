using System.Net.Http.Json;
using System.Security.Claims;
using Colloquy.Hosting;
using Colloquy.Offline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Colloquy.Solution.Tests.Snippets;

/// <summary>The code of docs/hosting.md and docs/approvals.md about turns that outlive their request or process, in an application that answers over HTTP on this machine.</summary>
public sealed class HostingTurnSnippets
{
    [Fact]
    public async Task A_turn_that_is_started_by_a_request_is_followed_by_others()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        HeaderUsers.Add(builder.Services);
        builder.Services.AddSingleton<IChatClient>(new OfflineChatClient());
        builder.Services.AddSingleton<Mailbox>();
        builder.Services.AddColloquy().UseInMemory().AddAgent("support").AddApprovalNotifier<MailNotifier>();

        // snippet: hosting-resume
        builder.Services.AddColloquy()
            .UseShutdownGrace(TimeSpan.FromSeconds(10))
            .ResumeInterruptedTurns(options =>
            {
                options.Interval = TimeSpan.FromSeconds(15);
                options.MaxConcurrency = 8;
            });
        // snippet: end

        await using var app = builder.Build();

        // snippet: hosting-background
        app.MapPost("/chat/{id}", async (string id, Question question, ClaimsPrincipal user, ISessionStore store, [FromKeyedServices("support")] Agent agent, BackgroundTurns turns) =>
        {
            turns.Start(agent, await store.OpenAsync(new SessionKey(id, user: user.Identity!.Name)), question.Text);
            return Results.Accepted($"/chat/{id}/turn");
        }).RequireAuthorization();
        app.MapGet("/chat/{id}/turn", (string id, ClaimsPrincipal user, BackgroundTurns turns, CancellationToken cancellationToken) =>
            turns.Find(new SessionKey(id, user: user.Identity!.Name)) is { } turn
                ? Results.ServerSentEvents(turn.ReadAsync(cancellationToken).Select(update => update.Text).Where(text => text.Length > 0))
                : Results.NotFound()).RequireAuthorization();
        // snippet: end

        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        client.DefaultRequestHeaders.Add(HeaderUsers.Header, "ada");
        await client.PostAsJsonAsync("/chat/case-17", new Question("My name is Ines."));
        Assert.Contains("Ines", await client.GetStringAsync("/chat/case-17/turn"), StringComparison.Ordinal);
        var session = (await app.Services.GetRequiredService<ISessionStore>().FindAsync(new SessionKey("case-17", "ada")))!;
        await FollowAsync(session, client);
        await app.StopAsync();
    }

    private static async Task FollowAsync(Session session, HttpClient client)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var cancellationToken = limit.Token;
        var following = ReadAsync();
        await client.PostAsJsonAsync("/chat/case-17", new Question("What is my name?"), cancellationToken);
        await following;
        Assert.Equal(4, (await session.GetItemsAsync(cancellationToken: cancellationToken)).Count);

        async Task ReadAsync()
        {
            // snippet: hosting-follow
            await foreach (var entry in session.FollowAsync(new FollowOptions { After = session.Record.Tip, UntilTurnEnds = true }, cancellationToken))
            {
                if (entry.Message is { } message)
                    Console.WriteLine($"{message.Role}: {message.Text}");
            }
            // snippet: end
        }
    }

    internal sealed record Question(string Text);

    // snippet: approvals-notifier
    public sealed class MailNotifier(Mailbox mailbox) : IApprovalNotifier
    {
        public async ValueTask NotifyAsync(ApprovalNotification notification, CancellationToken cancellationToken)
        {
            var approval = notification.Approval;
            if (notification is { Kind: ApprovalNotificationKind.Requested, WaitedAtStart: false })
                await mailbox.SendAsync($"{approval.Agent} asks to call {approval}. Answer with {approval.Id}.", cancellationToken);
        }
    }
    // snippet: end

    public sealed class Mailbox
    {
        public List<string> Sent { get; } = [];

        public Task SendAsync(string text, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Sent.Add(text);
            return Task.CompletedTask;
        }
    }
}

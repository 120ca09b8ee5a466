using System.Security.Claims;
using Colloquy.Offline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/chat-clients.md, compiled and run on the offline stand-in.</summary>
public sealed class ChatClientsSnippets
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task The_code_of_the_page_on_chat_clients_does_what_the_page_says()
    {
        using var chatClient = new OfflineChatClient();
        var session = await _store.OpenAsync(new SessionKey("s", user: "ines"));

        // snippet: clients-session
        IChatClient remembers = new SessionChatClient(chatClient, session);
        await remembers.GetResponseAsync("My name is Ines.");
        var response = await remembers.GetResponseAsync("What is my name?");

        // snippet: end
        Assert.Contains("Ines", response.Text, StringComparison.Ordinal);

        // snippet: clients-new
        var options = new ChatOptions { ConversationId = response.ConversationId };
        await remembers.GetResponseAsync("What did I ask first?", options);       // all messages of this request are new

        // snippet: end
        Assert.Equal(3, await session.Turns.CountAsync());
    }

    [Fact]
    public async Task A_list_that_is_sent_whole_is_recorded_once()
    {
        using var chatClient = new OfflineChatClient();
        var session = await _store.OpenAsync(new SessionKey("list", user: "ines"));
        var remembers = new SessionChatClient(chatClient, session).AsBuilder().Build();

        // snippet: clients-list
        List<ChatMessage> list = [new(ChatRole.User, "Remember the number 17.")];
        list.AddMessages(await remembers.GetResponseAsync(list));
        list.Add(new(ChatRole.User, "Which number did I name?"));
        list.AddMessages(await remembers.GetResponseAsync(list));                  // records the second question and its answer

        // snippet: end
        Assert.Equal(list.Select(message => message.Text), (await session.GetItemsAsync()).Select(item => item.Text));
    }

    [Fact]
    public async Task The_order_of_clients_that_suits_most_programs_works()
    {
        using var chatClient = new OfflineChatClient();
        var session = await _store.OpenAsync(new SessionKey("order", user: "ines"));
        IDistributedCache cache = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        ILoggerFactory loggers = NullLoggerFactory.Instance;

        // snippet: clients-order
        IChatClient model = chatClient.AsBuilder()
            .UseDistributedCache(cache)                      // answers repeated requests; below the session, so that the log has them
            .UseCallMarker()                                 // inside the cache: what the cache answers costs nothing
            .UseOpenTelemetry()                              // one span for each call that reaches the model
            .UseLogging(loggers)                             // what the model is sent: the whole window
            .Build();

        IChatClient client = new SessionChatClient(model, session).AsBuilder()
            .UseFunctionInvocation()                         // runs tools; around the session, which records calls and results
            .Build();

        // snippet: end
        await client.GetResponseAsync("Add 2 and 3, please.", new() { Tools = [AIFunctionFactory.Create((int left, int right) => left + right, "add", "Adds two numbers.")] });
        Assert.Equal(TurnStatus.Completed, (await session.Turns.GetAsync(1)).Status);
    }

    [Fact]
    public async Task A_client_of_the_container_finds_the_session_of_the_user_of_a_request()
    {
        using var chatClient = new OfflineChatClient();
        var request = new DefaultHttpContext { User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "ines")], "test")) };
        var services = new ServiceCollection().AddSingleton<ISessionStore>(_store).AddSingleton<IHttpContextAccessor>(new HttpContextAccessor { HttpContext = request });

        // snippet: clients-found
        services.AddChatClient(chatClient)
            .UseFunctionInvocation()
            .UseColloquySession(async (options, provider, cancellationToken) =>
            {
                var user = provider.GetRequiredService<IHttpContextAccessor>().HttpContext!.User.Identity!.Name!;
                var id = options?.ConversationId ?? throw new InvalidOperationException("Set ChatOptions.ConversationId to the id of the conversation.");
                return await provider.GetRequiredService<ISessionStore>().OpenAsync(new SessionKey(id, user: user), cancellationToken: cancellationToken);
            });

        // snippet: end
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IChatClient>().GetResponseAsync("Hello.", new() { ConversationId = "found" });
        Assert.Equal(2, (await (await _store.FindAsync(new SessionKey("found", user: "ines")))!.GetItemsAsync()).Count);
    }
}

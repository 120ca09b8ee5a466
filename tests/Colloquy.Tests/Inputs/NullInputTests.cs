using System.Reflection;
using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <summary>What every public member of the faces does with null where its signature has none: it names the argument, and does nothing.</summary>
public sealed class NullInputTests
{
    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Type[] Faces =
    [
        typeof(Agent), typeof(Session), typeof(SessionState), typeof(SessionChatClient), typeof(Memory), typeof(SessionStoreExtensions), typeof(SessionDirectoryExtensions),
        typeof(SessionRetention), typeof(SessionBranches), typeof(SessionTurns), typeof(SessionApprovals), typeof(SessionUsage), typeof(SessionWindow), typeof(SessionDocuments),
        typeof(AgentTool), typeof(Handoff), typeof(ApprovalRule), typeof(PruneStrategy),
    ];

    public static TheoryData<string> Places()
    {
        var places = new TheoryData<string>();
        foreach (var (member, parameter) in Find())
            places.Add($"{member.DeclaringType!.Name}: {member} ({parameter.Name})");
        return places;
    }

    [Theory, MemberData(nameof(Places))]
    public async Task Null_where_the_signature_has_none_is_refused_by_name(string place)
    {
        var (member, parameter) = Find().First(found => place == $"{found.Member.DeclaringType!.Name}: {found.Member} ({found.Parameter.Name})");
        var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s", user: "ada"));
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        await session.Branches.ForkAsync("other");
        var before = await session.RefreshAsync();

        var thrown = await ThrownByAsync(member, parameter, store, session);

        Assert.True(thrown is ArgumentException or InvalidKeyException, $"It threw {thrown?.ToString() ?? "nothing"}.");
        if (thrown is ArgumentException named)
            Assert.StartsWith(parameter.Name!, named.ParamName, StringComparison.Ordinal);
        Assert.Equal(before.Tip, (await session.RefreshAsync()).Tip);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("stream")]
    [InlineData("value")]
    [InlineData("add")]
    [InlineData("edit")]
    [InlineData("client")]
    [InlineData("alone")]
    public async Task Null_among_messages_is_refused_by_its_place(string way)
    {
        var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s"));
        var agent = new Agent(new ScriptedChatClient());
        ChatMessage[] messages = [new(ChatRole.User, "one"), null!];

        var refused = await Assert.ThrowsAsync<ArgumentException>(async () => await (way switch
        {
            "run" => agent.RunAsync(messages, session),
            "stream" => agent.RunStreamingAsync(messages, session).ToListAsync().AsTask(),
            "value" => agent.RunAsync<int>(messages, session),
            "add" => session.AddAsync(messages),
            "edit" => agent.EditAndResendAsync(messages, session),
            "client" => new SessionChatClient(new ScriptedChatClient(), session).GetResponseAsync(messages),
            _ => (Task)agent.RunAsync(messages),
        }));

        Assert.StartsWith("Message 2 of 2 is null.", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await session.GetItemsAsync());
    }

    [Fact]
    public async Task A_session_that_was_not_found_is_refused_with_what_to_do()
    {
        var store = new InMemorySessionStore();
        var absent = (await store.FindAsync(new SessionKey("nobody's")))!;
        var agent = new Agent(new ScriptedChatClient(Say("never")));

        foreach (var run in new Func<Task>[] { () => agent.RunAsync("hi", absent), () => agent.RunAsync<int>("hi", absent), () => agent.ResumeAsync(absent), () => agent.RunStreamingAsync("hi", absent).ToListAsync().AsTask(), () => agent.RetryTurnAsync(absent) })
        {
            var refused = await Assert.ThrowsAsync<ArgumentNullException>(run);

            Assert.Contains("FindAsync returns null", refused.Message, StringComparison.Ordinal);
            Assert.Contains("OpenAsync", refused.Message, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<(MethodBase Member, ParameterInfo Parameter)> Find() =>
        from face in Faces
        from member in face.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).Where(method => !method.IsSpecialName || method.Name == "op_Implicit").Concat<MethodBase>(face.GetConstructors())
        where !IsObject(member)
        from parameter in member.GetParameters()
        where !parameter.ParameterType.IsValueType && !parameter.ParameterType.IsGenericParameter && Nullability.Create(parameter).WriteState == NullabilityState.NotNull
        select (member, parameter);

    private static bool IsObject(MethodBase member) => member.Name is "Equals" or "GetHashCode" or "ToString" or "Dispose";

    private static async Task<Exception?> ThrownByAsync(MethodBase member, ParameterInfo missing, InMemorySessionStore store, Session session)
    {
        if (member is MethodInfo { IsGenericMethodDefinition: true } generic)
            member = generic.MakeGenericMethod(typeof(string));
        object?[] arguments = [.. member.GetParameters().Select(parameter => parameter.Position == missing.Position ? null : Sample(parameter, store, session))];
        try
        {
            var result = member is ConstructorInfo constructor ? constructor.Invoke(arguments) : member.Invoke(member.IsStatic ? null : Sample(member.DeclaringType!, store, session), arguments);
            await FinishAsync(result);
            return null;
        }
        catch (TargetInvocationException e)
        {
            return e.InnerException;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static async Task FinishAsync(object? result)
    {
        if (result is Task task)
            await task;
        else if (result?.GetType().GetInterfaces().FirstOrDefault(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)) is { } stream)
            await (Task)typeof(NullInputTests).GetMethod(nameof(ReadAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(stream.GenericTypeArguments).Invoke(null, [result])!;
    }

    private static async Task ReadAsync<T>(IAsyncEnumerable<T> stream)
    {
        await foreach (var _ in stream)
        {
        }
    }

    private static object? Sample(ParameterInfo parameter, InMemorySessionStore store, Session session) =>
        parameter.HasDefaultValue && parameter.ParameterType != typeof(string) ? parameter.DefaultValue ?? (parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null) : Sample(parameter.ParameterType, store, session);

    private static object? Sample(Type type, InMemorySessionStore store, Session session) =>
        type == typeof(string) ? "text"
        : type == typeof(Agent) ? new Agent(new ScriptedChatClient(Say("hi")))
        : type == typeof(Session) ? session
        : type == typeof(SessionState) ? session.State
        : type == typeof(SessionBranches) ? session.Branches
        : type == typeof(SessionTurns) ? session.Turns
        : type == typeof(SessionApprovals) ? session.Approvals
        : type == typeof(SessionUsage) ? session.Usage
        : type == typeof(SessionWindow) ? session.Window
        : type == typeof(SessionRetention) ? session.Retention
        : type == typeof(SessionDocuments) ? session.Documents
        : type == typeof(Memory) ? store.GetMemory(new SessionOwner("ada"))
        : type == typeof(SessionChatClient) ? new SessionChatClient(new ScriptedChatClient(Say("hi")), session)
        : type == typeof(IChatClient) ? new ScriptedChatClient(Say("hi"))
        : type.IsAssignableFrom(typeof(InMemorySessionStore)) ? store
        : type == typeof(Delegate) ? () => 1
        : type == typeof(Stream) ? new MemoryStream()
        : type == typeof(SessionKey) ? session.Key
        : type == typeof(SessionOwner) ? session.Key.Owner
        : type == typeof(SessionSelection) ? SessionSelection.All
        : type == typeof(SessionHandle) ? session.Handle
        : type == typeof(ApprovalRule) ? ApprovalRule.Always()
        : type == typeof(ToolCall) ? new ToolCall { CallId = "c", Name = "look" }
        : type == typeof(RunContext) ? new RunContext(session)
        : type == typeof(SearchQuery) ? new SearchQuery("hello")
        : type == typeof(MemoryQuery) ? new MemoryQuery("hello")
        : type == typeof(MemoryOwner) ? new MemoryOwner(new SessionOwner("ada"))
        : type == typeof(ChatMessage) ? new ChatMessage(ChatRole.User, "hi")
        : type == typeof(IEnumerable<ChatMessage>) ? new List<ChatMessage> { new(ChatRole.User, "hi") }
        : type.IsValueType ? Activator.CreateInstance(type)
        : null;
}

using static Colloquy.Encryption.Tests.Protection.CallTable;

namespace Colloquy.Encryption.Tests.Protection;

/// <summary>The calls of an agent, and of a client with a session.</summary>
internal static class AgentCalls
{
    private static Agent Desk => SketchModel.NewAgent();

    public static IReadOnlyList<PublicCall> All { get; } =
    [
        Writes("Agent.EditAndResendAsync(IEnumerable<ChatMessage>, Session, Int32?, RunOptions)", subject => Desk.EditAndResendAsync([Subject.Say("look there")], subject.Session)),
        Writes("Agent.EditAndResendAsync(String, Session, Int32?, RunOptions)", subject => Desk.EditAndResendAsync("look there", subject.Session)),
        Writes("Agent.EditAndResendStreamingAsync(String, Session, Int32?, RunOptions)", subject => DrainAsync(Desk.EditAndResendStreamingAsync("look there", subject.Session))),
        Writes("Agent.ResumeAsync(Session, RunOptions)", async subject =>
        {
            await subject.Waiting.Approvals.ApproveAsync(subject.Approval);
            Assert.NotNull(await Desk.ResumeAsync(subject.Waiting));
        }),
        Writes("Agent.ResumeAsync<T>(Session, RunOptions, OutputFormat<T>)", async subject =>
        {
            await subject.Waiting.Approvals.RefuseAsync(subject.Approval);
            Assert.NotNull(await Desk.ResumeAsync<int>(subject.Waiting));
        }),
        Writes("Agent.ResumeStreamingAsync(Session, RunOptions)", async subject =>
        {
            await subject.Waiting.Approvals.ApproveAsync(subject.Approval);
            await DrainAsync(Desk.ResumeStreamingAsync(subject.Waiting));
        }),
        Writes("Agent.RetryTurnAsync(Session, RunOptions)", subject => Desk.RetryTurnAsync(subject.Session)),
        Writes("Agent.RetryTurnStreamingAsync(Session, RunOptions)", subject => DrainAsync(Desk.RetryTurnStreamingAsync(subject.Session))),
        Writes("Agent.RunAsync(IEnumerable<ChatMessage>, Session, RunOptions)", subject => Desk.RunAsync([Subject.Say("look")], subject.Session)),
        Writes("Agent.RunAsync(String, Session, RunOptions)", subject => Desk.RunAsync("look", subject.Session)),
        Writes("Agent.RunAsync(String, Session, RunOptions)", subject => Desk.RunAsync("look", subject.Waiting, new RunOptions { WhenWaiting = WhenWaiting.Withdraw })),
        Writes("Agent.RunAsync(String, Session, RunOptions)", subject => Summarizing().RunAsync("in short", subject.Session)),
        Writes("Agent.RunAsync<T>(IEnumerable<ChatMessage>, Session, RunOptions, OutputFormat<T>)", subject => Desk.RunAsync<int>([Subject.Say("how many?")], subject.Session)),
        Writes("Agent.RunAsync<T>(String, Session, RunOptions, OutputFormat<T>)", subject => Desk.RunAsync<int>("how many?", subject.Session)),
        Writes("Agent.RunStreamingAsync(IEnumerable<ChatMessage>, Session, RunOptions)", subject => DrainAsync(Desk.RunStreamingAsync([Subject.Say("look")], subject.Session))),
        Writes("Agent.RunStreamingAsync(String, Session, RunOptions)", subject => DrainAsync(Desk.RunStreamingAsync("look", subject.Session))),
        Writes("SessionChatClient.GetResponseAsync(IEnumerable<ChatMessage>, ChatOptions)", async subject =>
        {
            using var client = new SessionChatClient(new SketchModel(), subject.Session);
            await client.GetResponseAsync([Subject.Say("hello")]);
        }),
        Writes("SessionChatClient.GetStreamingResponseAsync(IEnumerable<ChatMessage>, ChatOptions)", async subject =>
        {
            using var client = new SessionChatClient(new SketchModel(), subject.Session);
            await DrainAsync(client.GetStreamingResponseAsync([Subject.Say("hello")]));
        }),
    ];

    /// <summary>An agent that puts a summary in the place of all but the newest turn.</summary>
    private static Agent Summarizing() => new(new SketchModel()) { Window = [new NewestTurnsStrategy(1), new SummarizeOldStrategy()] };
}

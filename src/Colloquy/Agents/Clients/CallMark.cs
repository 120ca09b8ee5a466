using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Finds out whether a call reached the model, or something on the way there answered it, such as a cache. Works where a <see cref="CallMarkingChatClient"/> stands on the way.</summary>
internal sealed class CallMark
{
    private static readonly AsyncLocal<CallMark?> Flowing = new();

    private readonly CallMark? _outer;
    private volatile bool _wasPassed;

    private CallMark(CallMark? outer) => _outer = outer;

    /// <summary>Begins a call, in the method that makes it; null when nothing on the way tells whether the model was reached.</summary>
    public static CallMark? Begin(IChatClient client) =>
        client.GetService<CallMarkingChatClient>() is null ? null : Flowing.Value = new CallMark(Flowing.Value);

    /// <summary>Notes that the call under way, and those that it is a part of, reached a model.</summary>
    public static void Pass()
    {
        for (var mark = Flowing.Value; mark is not null; mark = mark._outer)
            mark._wasPassed = true;
    }

    /// <summary>Whether a response came without the model. What it says was used was used by an earlier call: then the response says that nothing was.</summary>
    public bool TakesFromCache(ChatResponse response)
    {
        if (_wasPassed)
            return false;

        response.Usage = new UsageDetails { InputTokenCount = 0, OutputTokenCount = 0, TotalTokenCount = 0 };
        return true;
    }
}

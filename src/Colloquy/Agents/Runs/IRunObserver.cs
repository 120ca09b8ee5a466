namespace Colloquy;

/// <summary>Is told of the runs of an agent, for a host that waits for them when it stops. Unlike middleware it costs a run nothing.</summary>
internal interface IRunObserver
{
    /// <summary>A run begins.</summary>
    void Began(Session session);

    /// <summary>A run has ended, with its middleware.</summary>
    /// <param name="session">The session.</param>
    /// <param name="answer">The answer; null when there was nothing to resume, or the run failed.</param>
    void Ended(Session session, AgentAnswer? answer);
}

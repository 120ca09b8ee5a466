using Microsoft.Agents.AI.Compaction;
using Microsoft.Extensions.AI;
using FrameworkStrategy = Microsoft.Agents.AI.Compaction.CompactionStrategy;

namespace Colloquy;

/// <summary>Adds reducers and compaction strategies of other libraries to windows.</summary>
public static class WindowPipelineExtensions
{
    /// <summary>Adds a compaction strategy of Agent Framework at the end. It is applied to the messages before the running turn.</summary>
    /// <param name="window">The window.</param>
    /// <param name="strategy">The strategy.</param>
    /// <returns>A new window.</returns>
    public static WindowPipeline ReduceWith(this WindowPipeline window, FrameworkStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return window.ReduceWith(strategy.AsChatReducer());
    }

    /// <summary>Adds a reducer at the end. It is applied to the messages before the running turn.</summary>
    /// <param name="window">The window.</param>
    /// <param name="reducer">The reducer.</param>
    /// <returns>A new window.</returns>
    public static WindowPipeline ReduceWith(this WindowPipeline window, IChatReducer reducer)
    {
        ArgumentNullException.ThrowIfNull(window);
        return new WindowPipeline([.. window, new ChatReducerStrategy(reducer)]) { Counter = window.Counter };
    }
}

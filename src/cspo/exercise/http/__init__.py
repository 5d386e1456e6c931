"""What a node says of the exercise that it plays in, to its players and to the white cell.

The shapes of what goes in and out are here: `shapes` for everybody, `director_shapes`
for the white cell, `review_shapes` for the review after it. The paths:

==============================  ======  =====================================================
``exercise``                    GET     `ExerciseView`: everybody
``exercise/player``             GET     `PlayerView`: what is asked, what was done
``exercise/answer``             POST    `PlayerWord`: a player's word to the white cell
``exercise/white-cell``         GET     `WhiteCellView`: the white cell alone
``exercise/command``            POST    `NewCommand` -> `Queued`
``exercise/inject``             POST    `Injected` -> `Queued`
``exercise/adjudicate``         POST    `Adjudicated` -> `Queued`
``exercise/review``             GET     `AfterActionView`: the white cell; all when it has ended
``exercise/report``             GET     the report, ``form`` html or pdf, ``version`` own or all
==============================  ======  =====================================================
"""

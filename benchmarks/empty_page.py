"""The peer: a Streamlit page with one button in a fragment."""

import streamlit as st


@st.fragment
def counter() -> None:
    """Count clicks."""
    st.session_state.setdefault("clicks", 0)
    if st.button("Count"):
        st.session_state["clicks"] += 1
    st.markdown(f"{st.session_state['clicks']}")


counter()
